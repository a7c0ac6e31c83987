import type { SystemProxyPlace } from '../../link/system-proxy.ts';
import type { Backend } from './backends/backend.ts';
import { gnome } from './backends/gnome.ts';
import { kde } from './backends/kde.ts';
import { macos } from './backends/macos.ts';
import { shell } from './backends/shell.ts';
import { windows } from './backends/windows.ts';

/** Desktops whose programs read GNOME's proxy settings, as `XDG_CURRENT_DESKTOP` names them. */
const LIKE_GNOME = ['gnome', 'unity', 'x-cinnamon', 'cinnamon', 'budgie', 'pantheon', 'ukui'];

/** KDE's programs carry its version in their names. */
const thisKde = (env: NodeJS.ProcessEnv) => kde(env.KDE_SESSION_VERSION === '6' ? 6 : 5);

/** Where the settings of this machine's programs are. */
export function detectBackend(env = process.env, platform = process.platform): Backend {
  if (platform === 'darwin') return macos;
  if (platform === 'win32') return windows;
  const desktops = (env.XDG_CURRENT_DESKTOP ?? '').toLowerCase().split(':');
  if (desktops.includes('kde')) return thisKde(env);
  return desktops.some((desktop) => LIKE_GNOME.includes(desktop)) ? gnome : shell;
}

/** The settings that an earlier session changed, whatever this one is. */
export function backendAt(place: SystemProxyPlace, env = process.env): Backend {
  return { gnome, kde: thisKde(env), macos, windows, shell }[place];
}

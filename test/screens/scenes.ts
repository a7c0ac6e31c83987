import type { Scene } from './scene.ts';
import { frontsScenes } from './scenes/fronts.ts';
import { helperScenes } from './scenes/helper.ts';
import { leakScenes } from './scenes/leaks.ts';
import { otherScenes } from './scenes/others.ts';
import { profileScenes } from './scenes/profile.ts';
import { settingsScenes } from './scenes/settings.ts';
import { supplyScenes } from './scenes/supply.ts';
import { systemProxyScenes } from './scenes/system-proxy.ts';
import { tunnelScenes } from './scenes/tunnel.ts';

/** Every scene: each is looked at by axe, and pictured by `npm run screenshots`. */
export const SCENES: readonly Scene[] = [
  ...tunnelScenes,
  ...frontsScenes,
  ...leakScenes,
  ...helperScenes,
  ...otherScenes,
  ...profileScenes,
  ...supplyScenes,
  ...settingsScenes,
  ...systemProxyScenes,
];

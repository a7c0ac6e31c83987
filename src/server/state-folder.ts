import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the server keeps what has to outlive it: what the operator says, what systemd gives
 * (`StateDirectory=`, the first of them), or the user's own place (XDG Base Directory).
 */
export function stateFolder(
  given: string | undefined,
  environment: Record<string, string | undefined>,
): string {
  const [ofService] = environment.STATE_DIRECTORY?.split(':') ?? [];
  if (given || ofService) return (given || ofService) as string;
  const ofUser = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(ofUser, 'frontage-server');
}

/** Where on the local proxy's port its PAC file is. */
export const PAC_PATH = '/proxy.pac';

export function pacUrl(port: number): string {
  return `http://127.0.0.1:${port}${PAC_PATH}`;
}

import { CopyButton } from './copy-button.tsx';

/** The address that other programs use, and a button that copies it. */
export function ProxyAddress({ port }: { port: number }) {
  const address = `127.0.0.1:${port}`;
  return (
    <span class="proxy-address">
      <bdi class="technical">{address}</bdi>
      <CopyButton text={address} quiet />
    </span>
  );
}

/** The names that a page tries to reach; nobody but the watcher and the server knows them. */
const TRIED = ['prefetch', 'preconnect', 'image', 'fetch', 'socket', 'frame', 'stun'] as const;

export const PAGE_PORT = 8081;

export function namesOf(tag: string): string[] {
  return TRIED.map((what) => `${what}-${tag}.example`);
}

/**
 * Runs in a page: tries everything that pages have to send something, and resolves when all of it
 * has come to an end, or with how many have not after five seconds.
 */
export async function tryEverything(tag: string, port: number): Promise<number> {
  const url = (what: string, scheme = 'http') => `${scheme}://${what}-${tag}.example:${port}/`;
  const link = (rel: string, href: string) => {
    document.head.append(Object.assign(document.createElement('link'), { rel, href }));
  };
  const ended = (element: HTMLElement) =>
    new Promise((resolve) => {
      element.onload = resolve;
      element.onerror = resolve;
      document.body.append(element);
    });
  const closed = (socket: WebSocket) =>
    new Promise((resolve) => {
      socket.onclose = resolve;
    });
  const gathered = (peer: RTCPeerConnection) =>
    new Promise<void>((resolve) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
      peer.createDataChannel('');
      peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    });
  link('dns-prefetch', url('prefetch'));
  link('preconnect', url('preconnect'));
  const peer = new RTCPeerConnection({
    iceServers: [
      { urls: ['stun:203.0.113.9:3478', `stun:stun-${tag}.example:3478`] },
      { urls: 'turn:203.0.113.10:3478?transport=tcp', username: 'u', credential: 'c' },
    ],
  });
  const tried = [
    ended(Object.assign(document.createElement('img'), { src: url('image') })),
    ended(Object.assign(document.createElement('iframe'), { src: url('frame') })),
    ...[url('fetch'), `http://203.0.113.1:${port}/`, `http://[2001:db8:5::5]:${port}/`].map((one) =>
      fetch(one).catch(() => {}),
    ),
    closed(new WebSocket(url('socket', 'ws'))),
    gathered(peer),
  ];
  let open = tried.length;
  for (const one of tried) one.then(() => open--);
  const limit = new Promise((resolve) => setTimeout(resolve, 5_000));
  await Promise.race([Promise.all(tried), limit]);
  peer.close();
  return open;
}

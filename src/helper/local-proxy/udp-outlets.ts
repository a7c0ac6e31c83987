import type { UdpFlow } from '../../tunnel/connect-udp.ts';
import type { Destination } from '../../tunnel/socks5.ts';
import type { OpenUdp } from './dial.ts';

/** Destinations of one app at a time; the one longest unused makes room for another. */
const MAX_OUTLETS = 64;

/** Datagrams that wait for the tunnel to come up, per destination. */
const MAX_WAITING = 16;

interface Outlet {
  flow: UdpFlow | null;
  readonly waiting: Uint8Array[];
  isClosed: boolean;
}

/** The flows of one app's datagrams: one for each destination, opened by the first datagram. */
export class UdpOutlets {
  readonly #openUdp: OpenUdp;
  readonly #onDatagram: (from: Destination, payload: Uint8Array) => void;
  /** By destination, the longest unused first. */
  readonly #outlets = new Map<string, Outlet>();

  constructor(openUdp: OpenUdp, onDatagram: (from: Destination, payload: Uint8Array) => void) {
    this.#openUdp = openUdp;
    this.#onDatagram = onDatagram;
  }

  send(destination: Destination, payload: Uint8Array): void {
    const key = `${destination.host} ${destination.port}`;
    const outlet = this.#outlets.get(key) ?? this.#open(key, destination);
    // Last in the map is last in turn to be closed.
    this.#outlets.delete(key);
    this.#outlets.set(key, outlet);
    if (outlet.flow) outlet.flow.send(payload);
    else if (outlet.waiting.length < MAX_WAITING) outlet.waiting.push(payload);
  }

  close(): void {
    for (const key of [...this.#outlets.keys()]) this.#close(key);
  }

  #open(key: string, destination: Destination): Outlet {
    const [longestUnused] = this.#outlets.keys();
    if (this.#outlets.size >= MAX_OUTLETS && longestUnused) this.#close(longestUnused);
    const outlet: Outlet = { flow: null, waiting: [], isClosed: false };
    const forget = () => {
      if (this.#outlets.get(key) === outlet) this.#outlets.delete(key);
    };
    this.#openUdp(destination, (payload) => this.#onDatagram(destination, payload))
      .then((flow) => {
        outlet.flow = flow;
        for (const payload of outlet.waiting.splice(0)) flow.send(payload);
        if (outlet.isClosed) flow.close();
        return flow.closed;
      })
      .then(forget, forget);
    return outlet;
  }

  #close(key: string): void {
    const outlet = this.#outlets.get(key);
    this.#outlets.delete(key);
    if (!outlet) return;
    outlet.isClosed = true;
    outlet.flow?.close();
  }
}

/** A frontage-server on this machine, without a browser and a CDN before it. */
export interface ServerAddress {
  readonly port: number;
  /** Of the key to encrypt to. */
  readonly pin: string;
}

export type ServerTask =
  /** Opens sessions, so many at once, and leaves them idle until the process is ended. */
  | {
      readonly do: 'hold';
      readonly count: number;
      readonly atOnce: number;
      readonly isEncrypted: boolean;
    }
  /** Moves bytes through one connection in one session, from or to the bench's origin. */
  | {
      readonly do: 'move';
      readonly direction: 'down' | 'up';
      readonly bytes: number;
      readonly originPort: number;
    };

export type ServerResultOf<T extends ServerTask> = T extends { do: 'hold' } ? null : Moved;

export interface Moved {
  readonly elapsedMs: number;
}

import * as v from 'valibot';

/**
 * One family of a server's way out: its own address; `translated`: there is a way, but the address
 * is a private one, and what stands before the server gives it another; null: there is none.
 */
const ExitAddress = <T extends v.GenericSchema<string, string>>(address: T) =>
  v.nullable(v.union([v.literal('translated'), v.pipe(v.string(), v.maxLength(45), address)]));

/** What a server says of where it goes out to the internet (docs/PROTOCOL.md, “Exit”). */
export const ServerExit = v.object({
  version: v.pipe(v.string(), v.regex(/^[0-9A-Za-z.+-]{1,40}$/)),
  ipv4: ExitAddress(v.pipe(v.string(), v.ipv4())),
  ipv6: ExitAddress(v.pipe(v.string(), v.ipv6())),
});
export type ServerExit = v.InferOutput<typeof ServerExit>;

/** Far more than it takes, in bytes. */
export const MAX_EXIT_BYTES = 1_024;

import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { HelperError } from './errors.ts';

export const HELP = `frontage: the helper of the Frontage extension

  frontage install [--browser NAME]... [--all] [--profile-dir DIR]
      let browsers start this helper: those that are named, all that were found,
      or, in a terminal, those that you tick. DIR is the --user-data-dir of a
      Chromium that is started with one
  frontage uninstall [--browser NAME]
      take that back, for one browser or for all
  frontage status [--json]
      every manifest that browsers may find, and whether the agent runs
  frontage doctor
      what is wrong, and what to do; status 0 or 1
  frontage connect --profile FILE [--port N] [--check]
      the tunnel without a browser: a SOCKS5 and HTTP proxy on 127.0.0.1, port N
      (default 1080 or one near it; 0 is any), until Ctrl-C. FILE is a profile
      as JSON; --check connects once and ends with status 0 or 1
  frontage system-proxy on [--port N] [--take-over] | off | status [--json]
      let every program's connections go through the browser that is switched
      on, by the system's proxy settings; off puts back what they were, also
      after a crash
  frontage --version
  frontage --help

A browser starts this program by itself when the extension is switched on.
`;

const Folder = v.optional(v.pipe(v.string(), v.minLength(1, '--profile-dir takes a folder.')));

const ACTION = 'system-proxy takes one of: on, off, status.';

const PORT_RANGE = '--port takes a number from 0 to 65535.';

const Port = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{1,5}$/, PORT_RANGE),
    v.transform(Number),
    v.maxValue(65_535, PORT_RANGE),
  ),
);

const Command = v.variant('command', [
  v.pipe(
    v.object({
      command: v.literal('install'),
      browsers: v.array(v.string()),
      all: v.boolean(),
      profileFolder: Folder,
    }),
    v.check(
      ({ all, browsers }) => !all || browsers.length === 0,
      'install takes --all or --browser, not both.',
    ),
    v.check(
      ({ browsers, profileFolder }) => profileFolder === undefined || browsers.length === 1,
      '--profile-dir needs the one --browser that it is of.',
    ),
  ),
  v.pipe(
    v.object({ command: v.literal('uninstall'), browsers: v.array(v.string()) }),
    v.check(({ browsers }) => browsers.length < 2, 'uninstall takes one --browser.'),
  ),
  v.object({ command: v.literal('status'), json: v.boolean() }),
  v.object({ command: v.literal('doctor') }),
  v.object({
    command: v.literal('connect'),
    profileFile: v.pipe(
      v.optional(v.string(), ''),
      v.minLength(1, 'connect needs --profile FILE.'),
    ),
    port: Port,
    check: v.boolean(),
  }),
  v.object({
    command: v.literal('system-proxy'),
    action: v.pipe(v.optional(v.string(), ''), v.picklist(['on', 'off', 'status'], ACTION)),
    port: Port,
    takesOver: v.boolean(),
    json: v.boolean(),
  }),
  v.object({ command: v.literal('version') }),
  v.object({ command: v.literal('help') }),
]);

export type Command = v.InferOutput<typeof Command>;

/** @throws HelperError that says in words what is wrong */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  const [action, ...rest] = name === 'system-proxy' ? words : [undefined, ...words];
  if (rest.length > 0) throw usage(`“${rest[0]}” is one word too many.`);
  const result = v.safeParse(Command, {
    command: values.help ? 'help' : values.version ? 'version' : (name ?? 'help'),
    browsers: values.browser ?? [],
    all: values.all ?? false,
    profileFolder: values['profile-dir'],
    json: values.json ?? false,
    profileFile: values.profile,
    port: values.port,
    check: values.check ?? false,
    action,
    takesOver: values['take-over'] ?? false,
  });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const isUnknown = issue.path?.[0]?.key === 'command';
  throw usage(isUnknown ? `“${name}” is not a command.` : issue.message);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        browser: { type: 'string', multiple: true },
        all: { type: 'boolean' },
        'profile-dir': { type: 'string' },
        json: { type: 'boolean' },
        profile: { type: 'string' },
        port: { type: 'string' },
        check: { type: 'boolean' },
        'take-over': { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function usage(message: string): HelperError {
  return new HelperError('HELPER_USAGE', `${message} “frontage --help” shows what there is.`);
}

import type { Request, Snapshot } from '../messages.ts';

/** A request that may change something. */
export type Command = Exclude<Request, { type: 'get-snapshot' }>;

/** How requests of these types are carried out. One that is refused throws, and changes nothing. */
export type Handlers<Type extends Command['type']> = {
  readonly [Each in Type]: (request: Extract<Command, { type: Each }>) => void | Promise<void>;
};

/** What may be asked of one subject, and what the popup shows of it. */
export interface Subject<Type extends Command['type'], Field extends keyof Snapshot> {
  readonly handlers: Handlers<Type>;
  readonly shown: () => Pick<Snapshot, Field> | Promise<Pick<Snapshot, Field>>;
}

/** All subjects together: leaving out a request or a field of the snapshot does not compile. */
export type WholeSubject = Subject<Command['type'], keyof Snapshot>;

interface AnySubject {
  readonly handlers: object;
  readonly shown: () => object | Promise<object>;
}

type KeysOf<Each> = Each extends unknown ? keyof Each : never;
type TypesOf<Each extends AnySubject> = KeysOf<Each['handlers']> & Command['type'];
type FieldsOf<Each extends AnySubject> = KeysOf<Awaited<ReturnType<Each['shown']>>> &
  keyof Snapshot;

/** Several subjects as one. */
export function joined<const Subjects extends readonly AnySubject[]>(
  ...subjects: Subjects
): Subject<TypesOf<Subjects[number]>, FieldsOf<Subjects[number]>> {
  return {
    handlers: Object.assign({}, ...subjects.map(({ handlers }) => handlers)),
    shown: async () => Object.assign({}, ...(await Promise.all(subjects.map((s) => s.shown())))),
  };
}

import { expect, test, vi } from 'vitest';
import { LeakGuard } from '../../src/background/leak-guard/leak-guard.ts';
import type { TunnelState } from '../../src/background/state.ts';

const OFF: TunnelState = { kind: 'off' };
const ON: TunnelState = { kind: 'on', front: 'a.example', proxyPort: 1080, sinceMs: 0 };

class FakeSetting {
  value: unknown = 'default';
  level = 'controlled_by_this_extension';
  readonly listeners: ((state: { levelOfControl: string; value: unknown }) => void)[] = [];
  readonly onChange = {
    addListener: (listener: (typeof this.listeners)[number]) => void this.listeners.push(listener),
  };
  readonly set = vi.fn(async ({ value }: { value: unknown }) => {
    this.value = value;
  });
  readonly clear = vi.fn(async (_: object) => {
    this.value = 'default';
  });

  async get() {
    return { levelOfControl: this.level, value: this.value };
  }

  becomes(levelOfControl: string): void {
    for (const listener of this.listeners) listener({ levelOfControl, value: this.value });
  }
}

function guardUnderTest() {
  const settings = { webRtc: new FakeSetting(), prediction: new FakeSetting() };
  const permission = { isGranted: true };
  const onChange = vi.fn();
  const guard = new LeakGuard({
    isPermitted: async () => permission.isGranted,
    setting: (name) => (permission.isGranted ? settings[name] : undefined),
    shut: { webRtc: 'through the proxy', prediction: false },
    onChange,
  });
  const follow = async (state: TunnelState) => {
    guard.follow(state);
    await guard.renew();
  };
  return { guard, settings, permission, onChange, follow };
}

test('shuts both while the tunnel is wanted, and gives them back after', async () => {
  const { guard, settings, follow } = guardUnderTest();
  await follow({ kind: 'starting', step: 'helper' });
  expect(guard.guards).toEqual({ webRtc: 'shut', prediction: 'shut' });
  expect([settings.webRtc.value, settings.prediction.value]).toEqual(['through the proxy', false]);
  await follow(OFF);
  expect(guard.guards).toEqual({ webRtc: 'free', prediction: 'free' });
  expect([settings.webRtc.value, settings.prediction.value]).toEqual(['default', 'default']);
});

test.each<TunnelState>([
  { kind: 'direct', untilMs: 1 },
  { kind: 'degraded', layer: 'front', reason: 'fronts-blocked', proxyPort: 1080 },
  { kind: 'failed', layer: 'helper', reason: 'helper-missing' },
])('keeps them shut while it is $kind', async (state) => {
  const { guard, settings, follow } = guardUnderTest();
  await follow(ON);
  await follow(state);
  expect(guard.guards.webRtc).toBe('shut');
  expect(settings.webRtc.clear).not.toHaveBeenCalled();
});

test('without the permission says so, and shuts them once it is there', async () => {
  const { guard, permission, follow } = guardUnderTest();
  permission.isGranted = false;
  await follow(ON);
  expect(guard.guards).toEqual({ webRtc: 'not-permitted', prediction: 'not-permitted' });
  permission.isGranted = true;
  await guard.renew();
  expect(guard.guards).toEqual({ webRtc: 'shut', prediction: 'shut' });
});

test.each([
  ['controlled_by_other_extensions', 'held-by-extension'],
  ['not_controllable', 'held-by-policy'],
  ['controllable_by_this_extension', 'failed'],
] as const)('a setting that reads back as %s is told', async (level, expected) => {
  const { guard, settings, follow } = guardUnderTest();
  settings.webRtc.level = level;
  await follow(ON);
  expect(guard.guards).toEqual({ webRtc: expected, prediction: 'shut' });
});

test('a value that the browser did not take is told', async () => {
  const { guard, settings, follow } = guardUnderTest();
  settings.prediction.set.mockResolvedValue();
  await follow(ON);
  expect(guard.guards).toEqual({ webRtc: 'shut', prediction: 'failed' });
});

test('one that throws does not keep the other from being shut', async () => {
  const { guard, settings, follow } = guardUnderTest();
  settings.webRtc.set.mockRejectedValue(new Error('no such value'));
  await follow(ON);
  expect(guard.guards).toEqual({ webRtc: 'failed', prediction: 'shut' });
});

test('another extension that takes one later is told, and that it gave it back', async () => {
  const { guard, settings, onChange, follow } = guardUnderTest();
  await follow(ON);
  onChange.mockClear();
  settings.webRtc.becomes('controlled_by_other_extensions');
  expect(guard.guards).toEqual({ webRtc: 'held-by-extension', prediction: 'shut' });
  settings.webRtc.becomes('controlled_by_this_extension');
  expect(guard.guards.webRtc).toBe('shut');
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('at a start while off, gives back what an earlier worker had set', async () => {
  const { guard, settings } = guardUnderTest();
  await guard.renew();
  expect(settings.webRtc.clear).toHaveBeenCalledOnce();
  expect(settings.prediction.clear).toHaveBeenCalledOnce();
});

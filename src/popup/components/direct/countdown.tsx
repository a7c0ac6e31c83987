import { useEffect, useState } from 'preact/hooks';
import { formatTimeLeft } from '../../direct/time-left.ts';
import { message } from '../../messages.ts';

/** How long the browser still goes past the tunnel. */
export function Countdown({ untilMs }: { untilMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = formatTimeLeft(Math.max(0, untilMs - nowMs));
  return (
    <p class="countdown" role="timer">
      {message('direct_left', left)}
    </p>
  );
}

import { expect, test } from 'vitest';
import { Announcement } from '../../src/background/wiring/announcement.ts';

test('tells all who follow, in the order in which they began to', () => {
  const announcement = new Announcement<number>();
  const heard: string[] = [];
  announcement.tell(1);
  announcement.follow((value) => heard.push(`a ${value}`));
  announcement.follow((value) => heard.push(`b ${value}`));
  announcement.tell(2);
  expect(heard).toEqual(['a 2', 'b 2']);
});

/** Something that happens, told to all who follow it in the order in which they began to. */
export class Announcement<Value = void> {
  readonly #followers: ((value: Value) => void)[] = [];

  follow(follower: (value: Value) => void): void {
    this.#followers.push(follower);
  }

  readonly tell = (value: Value): void => {
    for (const follower of this.#followers) follower(value);
  };
}

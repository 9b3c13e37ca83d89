/** The hosts of `FETCH_HOSTS`. */
export class HostList {
  constructor(private readonly entries: readonly string[]) {}

  /** The entry that lists the host of an address; undefined for a host that is not listed. The port must fit too. */
  entryOf({ hostname, port }: URL): string | undefined {
    return this.entries.find((entry) => {
      const [, name = '', ofEntry = ''] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (port !== (ofEntry === '443' ? '' : ofEntry)) return false;
      // A star stands for one name or more; an address has none below it.
      return name.startsWith('*.')
        ? hostname.endsWith(name.slice(1)) && hostname.length >= name.length
        : hostname === name;
    });
  }
}

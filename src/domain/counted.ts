/** A number of things, in words that fit the number: "1 call", "1,840 calls". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

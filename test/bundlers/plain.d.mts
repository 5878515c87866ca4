export function plain(value: unknown): Promise<unknown>

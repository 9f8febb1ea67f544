/**
 * A copy of plain data with every text in it changed.
 * @param changeKey for the names of members; they stay as they are by default
 */
export function mapTexts<T>(data: T, change: (text: string) => string, changeKey: (key: string) => string = (key) => key): T {
  if (typeof data === 'string') return change(data) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => mapTexts(item, change, changeKey)) as T;
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [changeKey(key), mapTexts(value as unknown, change, changeKey)])) as T;
}

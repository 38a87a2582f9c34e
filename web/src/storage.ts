/** What a browser keeps for the next visit; nothing where a page may not store anything. */

export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // It is full, or closed to this page: the next visit begins as the first one did.
  }
}

/**
 * Milliseconds that whatever is waited for may take: far above what it needs, also beside eight busy loops. Only what
 * hangs comes to its end. No test asserts how long something took.
 */
export const PATIENCE = 300_000

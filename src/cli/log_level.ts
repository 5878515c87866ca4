/** How much a build tells. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How the command line wants a build told. */
export interface BuildReport {
  json: boolean
  level: LogLevel
  watching: boolean
}

/**
 * A suite that this machine cannot run says so and ends well; where nobody reads what it says, under CI=true, that is a
 * failure (exit status 3).
 */
export function skipped(suite, missing) {
  const fails = process.env.CI === 'true'
  console.error(`${suite}: skipped${fails ? ', which under CI=true is a failure' : ''}: ${missing}`)
  if (fails) process.exitCode = 3
}

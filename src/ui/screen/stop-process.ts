/** A stop that nothing comes of ends after this: a process without a shell above it is not stopped. */
const NOT_STOPPED_MS = 250;

/**
 * Stops this process and its group as ctrl-Z does, and resolves when it goes on (`fg`). Where nothing stops it, as without job control, it
 * resolves at once.
 */
export async function stopProcess(): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(goOn, NOT_STOPPED_MS);
    function goOn(): void {
      clearTimeout(timer);
      process.off('SIGCONT', goOn);
      resolve();
    }
    process.on('SIGCONT', goOn);
    // The whole group, as the terminal would: the launcher before us has to stop too, or the shell would not notice.
    process.kill(0, 'SIGTSTP');
  });
}

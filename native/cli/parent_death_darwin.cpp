// macOS has no signal for it: a thread waits for the parent's end in a kqueue.

#include "cli/parent_death.h"

#include <cerrno>
#include <csignal>
#include <sys/event.h>
#include <thread>
#include <unistd.h>

namespace bpflinker {

static void waitForEndOf(pid_t Parent) {
  int Queue = ::kqueue();
  if (Queue < 0)
    return; // the job runs to its end or to its limits
  struct kevent Exit;
  EV_SET(&Exit, Parent, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0,
         nullptr);
  struct kevent Happened;
  int Count;
  do
    Count = ::kevent(Queue, &Exit, 1, &Happened, 1, nullptr);
  while (Count < 0 && errno == EINTR);
  // An error in the event or the call, ESRCH: it has ended already.
  bool Gone = Count == 1
                  ? !(Happened.flags & EV_ERROR) || Happened.data == ESRCH
                  : errno == ESRCH;
  if (Gone)
    ::kill(::getpid(), SIGTERM);
}

void terminateWithParent() {
  // Signals stay with the main thread: its handlers read the job's state.
  sigset_t All, Before;
  sigfillset(&All);
  ::pthread_sigmask(SIG_SETMASK, &All, &Before);
  std::thread(waitForEndOf, ::getppid()).detach();
  ::pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

} // namespace bpflinker

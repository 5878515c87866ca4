#include "cli/parent_death.h"

#include <csignal>
#include <sys/prctl.h>

namespace bpflinker {

void terminateWithParent() { ::prctl(PR_SET_PDEATHSIG, SIGTERM); }

} // namespace bpflinker

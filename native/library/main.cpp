// The executable: thin, everything is in the shared library beside it.

#include "library/heap.h"
#include "library/native_api.h"

#include <unistd.h>

int main(int Argc, char **Argv) {
  bpflinker::prepareHeap();
  // Everything is written by now, unbuffered; LLVM's static destructors would
  // only take time.
  _exit(bpfLinkerNative()->CommandLine(Argc, Argv));
}

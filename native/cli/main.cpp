#include "job/native_api.h"

#include <unistd.h>

int main(int Argc, char **Argv) {
  // Everything is written by now, unbuffered; LLVM's static destructors would
  // only take time.
  _exit(bpfLinkerNative()->CommandLine(Argc, Argv));
}

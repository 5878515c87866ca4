#include "job/native_api.h"

int main(int Argc, char **Argv) {
  return bpfLinkerNative()->CommandLine(Argc, Argv);
}

// The one symbol that the shared library exports: a table of C functions, so
// that the executable and the addon share LLVM without sharing C++ types with
// it, and so that nothing clashes with another LLVM in the process.

#ifndef BPF_LINKER_LIBRARY_NATIVE_API_H
#define BPF_LINKER_LIBRARY_NATIVE_API_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Raised when this table or the job format changes shape.
#define BPF_LINKER_ABI_VERSION 1

typedef struct BpfLinkerBytes {
  uint8_t *Data;
  size_t Size;
} BpfLinkerBytes;

typedef struct BpfLinkerNative {
  uint32_t AbiVersion;
  /// `version` of package.json when this was built.
  const char *PackageVersion;
  /// "22.1.8".
  const char *LlvmVersion;
  /// Runs the executable's command line; returns its exit status.
  int (*CommandLine)(int Argc, const char *const *Argv);
  /// Runs one job (native/job/FORMAT.md) and returns its response message.
  /// Blocks. One at a time: calls from several threads wait for each other.
  BpfLinkerBytes (*RunJob)(const uint8_t *Message, size_t Size);
  /// Releases what RunJob returned.
  void (*Release)(BpfLinkerBytes Bytes);
} BpfLinkerNative;

__attribute__((visibility("default"))) const BpfLinkerNative *
bpfLinkerNative(void);

#ifdef __cplusplus
}
#endif

#endif

// The npm package's bpf-linker, which hands its command line over to this
// executable and goes on with what it makes. It waits at a file descriptor that
// BPF_LINKER_HOST_FD names (src/link/hand_over.ts).

#ifndef BPF_LINKER_CLI_HOST_H
#define BPF_LINKER_CLI_HOST_H

#include <optional>
#include <string>

namespace bpflinker {

/// Nothing when nobody waits.
std::optional<int> hostDescriptor();

/// An object that was made, and the profile that is to judge it.
struct ToJudge {
  std::string Profile;
  /// As the command line has it.
  std::string Object;
};

void tellHost(int Descriptor, const ToJudge &Told);

} // namespace bpflinker

#endif

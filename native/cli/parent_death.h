// A host that is killed cannot end its jobs: they end by themselves.

#ifndef BPF_LINKER_CLI_PARENT_DEATH_H
#define BPF_LINKER_CLI_PARENT_DEATH_H

namespace bpflinker {

/// From now on this process gets SIGTERM, which also removes temporary files,
/// when its parent dies.
void terminateWithParent();

} // namespace bpflinker

#endif

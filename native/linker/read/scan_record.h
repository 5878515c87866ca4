// Records as LLVM writes most symbols: without an abbreviation.

#ifndef BPF_LINKER_LINKER_READ_SCAN_RECORD_H
#define BPF_LINKER_LINKER_READ_SCAN_RECORD_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Bitstream/BitstreamReader.h"

#include <optional>

namespace bpflinker {

/// What BitstreamCursor::readRecord does for bitc::UNABBREV_RECORD, three times
/// as fast: the code, with the operands added to `Operands`. Nothing, and
/// nothing read, near the end of the stream or where it is damaged.
std::optional<unsigned>
readPlainRecord(llvm::BitstreamCursor &Stream,
                llvm::SmallVectorImpl<uint64_t> &Operands);

} // namespace bpflinker

#endif

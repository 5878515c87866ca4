#include "job/progress.h"

#include <algorithm>
#include <cstring>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {

template <size_t Size> void Progress::FixedText<Size>::set(StringRef S) {
  size_t Length = std::min(S.size(), Size - 1);
  // Shorter first: a reader in between sees a piece, never past the end.
  Text[0] = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (Length > 1)
    std::memcpy(Text + 1, S.data() + 1, Length - 1);
  Text[Length] = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (Length)
    Text[0] = S[0];
}
template void Progress::FixedText<64>::set(StringRef);
template void Progress::FixedText<1024>::set(StringRef);

void Progress::addFile(UnfinishedFile &File) {
  File.Next = Files.load();
  Files = &File;
}

void Progress::dropFile(UnfinishedFile &File) {
  std::atomic<UnfinishedFile *> *Link = &Files;
  while (UnfinishedFile *Here = Link->load()) {
    if (Here == &File) {
      *Link = File.Next.load();
      return;
    }
    Link = &Here->Next;
  }
}

void Progress::removeFiles() const {
  for (UnfinishedFile *F = Files; F; F = F->Next)
    ::unlink(F->Path.c_str());
}

} // namespace bpflinker

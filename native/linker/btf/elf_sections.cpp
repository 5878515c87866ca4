#include "linker/btf/elf_sections.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELF.h"

#include <numeric>

using namespace llvm;
using namespace llvm::object;

namespace bpflinker {

namespace {

/// Calls `Do` with the file in its own byte order.
template <typename Result, typename F> Result inOrder(StringRef Object, F Do) {
  bool IsLittle =
      Object.size() > ELF::EI_DATA && Object[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (IsLittle)
    return Do(ELFFile<ELF64LE>::create(Object));
  return Do(ELFFile<ELF64BE>::create(Object));
}

template <typename ELFT>
const typename ELFT::Shdr *named(const ELFFile<ELFT> &File, StringRef Name) {
  auto Sections = File.sections();
  if (!Sections) {
    consumeError(Sections.takeError());
    return nullptr;
  }
  for (const auto &Section : *Sections) {
    Expected<StringRef> Found = File.getSectionName(Section);
    if (!Found)
      consumeError(Found.takeError());
    else if (*Found == Name)
      return &Section;
  }
  return nullptr;
}

/// A file that is laid out anew.
template <typename ELFT> class Layout {
public:
  Layout(const ELFFile<ELFT> &File, typename ELFFile<ELFT>::Elf_Shdr_Range Old,
         const SectionEdits &Edits)
      : File(File), Old(Old), Edits(Edits), NewIndex(Old.size()) {}

  Expected<SmallVector<char, 0>> run() {
    for (unsigned I = 0; I != Old.size(); ++I)
      if (!isRemoved(I)) {
        NewIndex[I] = Headers.size();
        Headers.push_back(Old[I]);
        Kept.push_back(I);
      }
    Out.resize(sizeof(typename ELFT::Ehdr));
    if (Error E = layContents())
      return E;
    for (auto &Header : Headers)
      renumber(Header);

    typename ELFT::Ehdr Head = File.getHeader();
    Out.resize(alignTo(Out.size(), alignof(uint64_t)));
    Head.e_shoff = Out.size();
    Head.e_shnum = Headers.size();
    Head.e_shstrndx = NewIndex[Head.e_shstrndx];
    const char *Table = reinterpret_cast<const char *>(Headers.data());
    Out.append(Table, Table + Headers.size() * sizeof(Headers.front()));
    memcpy(Out.data(), &Head, sizeof(Head));
    return Out;
  }

private:
  bool isRemoved(unsigned I) const {
    return any_of(Edits.Removed,
                  [&](StringRef Name) { return named(File, Name) == &Old[I]; });
  }

  Expected<StringRef> contents(unsigned I) const {
    for (const auto &[Name, Bytes] : Edits.Replaced)
      if (named(File, Name) == &Old[I])
        return Bytes;
    auto Bytes = File.getSectionContents(Old[I]);
    if (!Bytes)
      return Bytes.takeError();
    return toStringRef(*Bytes);
  }

  Error layContents() {
    std::vector<unsigned> Order(Headers.size());
    std::iota(Order.begin(), Order.end(), 0);
    stable_sort(Order, [&](unsigned A, unsigned B) {
      return Headers[A].sh_offset < Headers[B].sh_offset;
    });
    for (unsigned I : Order) {
      auto &Header = Headers[I];
      if (Header.sh_type == ELF::SHT_NULL)
        continue;
      Out.resize(
          alignTo(Out.size(), std::max<uint64_t>(Header.sh_addralign, 1)));
      Header.sh_offset = Out.size();
      if (Header.sh_type == ELF::SHT_NOBITS)
        continue;
      Expected<StringRef> Bytes = contents(Kept[I]);
      if (!Bytes)
        return Bytes.takeError();
      Header.sh_size = Bytes->size();
      Out.append(Bytes->begin(), Bytes->end());
    }
    return Error::success();
  }

  void renumber(typename ELFT::Shdr &Header) {
    Header.sh_link = NewIndex[Header.sh_link];
    if (Header.sh_type == ELF::SHT_REL || Header.sh_type == ELF::SHT_RELA)
      Header.sh_info = NewIndex[Header.sh_info];
    if (Header.sh_type != ELF::SHT_SYMTAB)
      return;
    auto *Symbols =
        reinterpret_cast<typename ELFT::Sym *>(Out.data() + Header.sh_offset);
    for (auto &Symbol :
         MutableArrayRef(Symbols, Header.sh_size / sizeof(*Symbols)))
      if (Symbol.st_shndx < ELF::SHN_LORESERVE)
        Symbol.st_shndx = NewIndex[Symbol.st_shndx];
  }

  const ELFFile<ELFT> &File;
  typename ELFFile<ELFT>::Elf_Shdr_Range Old;
  const SectionEdits &Edits;
  /// By old index.
  std::vector<unsigned> NewIndex;
  /// By new index: the header, and the old index.
  std::vector<typename ELFT::Shdr> Headers;
  std::vector<unsigned> Kept;
  SmallVector<char, 0> Out;
};

} // namespace

MutableArrayRef<char> findSection(MutableArrayRef<char> Object,
                                  StringRef Name) {
  StringRef Bytes(Object.data(), Object.size());
  return inOrder<MutableArrayRef<char>>(
      Bytes, [&](auto File) -> MutableArrayRef<char> {
        if (!File) {
          consumeError(File.takeError());
          return {};
        }
        const auto *Section = named(*File, Name);
        if (!Section || Section->sh_type == ELF::SHT_NOBITS ||
            Section->sh_offset + Section->sh_size > Object.size())
          return {};
        return Object.slice(Section->sh_offset, Section->sh_size);
      });
}

std::optional<uint64_t> sectionSize(ArrayRef<char> Object, StringRef Name) {
  StringRef Bytes(Object.data(), Object.size());
  return inOrder<std::optional<uint64_t>>(
      Bytes, [&](auto File) -> std::optional<uint64_t> {
        if (!File) {
          consumeError(File.takeError());
          return std::nullopt;
        }
        const auto *Section = named(*File, Name);
        return Section ? std::optional<uint64_t>(Section->sh_size)
                       : std::nullopt;
      });
}

Error editSections(SmallVectorImpl<char> &Object, const SectionEdits &Edits) {
  StringRef Bytes(Object.data(), Object.size());
  return inOrder<Error>(Bytes, [&](auto File) -> Error {
    if (!File)
      return File.takeError();
    auto Sections = File->sections();
    if (!Sections)
      return Sections.takeError();
    auto New = Layout(*File, *Sections, Edits).run();
    if (!New)
      return New.takeError();
    Object = std::move(*New);
    return Error::success();
  });
}

} // namespace bpflinker

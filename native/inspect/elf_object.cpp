// Section headers and symbols are read through llvm::object::ELFFile, which
// checks that arrays lie inside the file. Names are looked up in our own
// StringTable, because LLVM's accessors walk to the NUL each time.

#include "inspect/elf_object.h"

#include "inspect/is_bpf.h"
#include "support/damage.h"
#include "support/string_table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"

namespace bpflinker {

using namespace llvm;

bool ElfSection::isCode() const {
  return Type == ELF::SHT_PROGBITS && (Flags & ELF::SHF_EXECINSTR) && Size > 0;
}

uint64_t ElfSection::relocationCount() const {
  uint64_t Count = 0;
  for (const ElfRelocationTable &Table : RelocationTables)
    Count += Table.count();
  return Count;
}

bool ElfSymbol::isWeak() const { return Binding == ELF::STB_WEAK; }

const ElfSection *ElfObject::find(StringRef Name) const {
  for (const ElfSection &S : Sections)
    if (S.Name == Name)
      return &S;
  return nullptr;
}

StringRef ElfObject::nameOf(const ElfSymbol &S) const {
  return S.Type == ELF::STT_SECTION ? Sections[S.Section].Name : S.Name;
}

Expected<std::vector<ElfRelocation>>
ElfObject::relocations(const ElfSection &S) const {
  std::vector<ElfRelocation> Result;
  Result.reserve(S.relocationCount());
  for (const ElfRelocationTable &Table : S.RelocationTables) {
    const char *Entry = Table.Contents.data();
    for (size_t I = 0; I < Table.count(); ++I, Entry += Table.entrySize()) {
      ElfRelocation R;
      R.Offset = support::endian::read64(Entry, Endian);
      uint64_t Info = support::endian::read64(Entry + 8, Endian);
      R.Symbol = Info >> 32;
      R.Type = Info & 0xffffffff;
      if (Table.HasAddends)
        R.Addend = support::endian::read64(Entry + 16, Endian);
      if (R.Offset >= S.Size)
        return damaged("relocation " + Twine(I) + " of section " +
                       quoted(S.Name) + " is for offset " + Twine(R.Offset) +
                       ", but the section has " + Twine(S.Size) + " bytes");
      if (R.Symbol >= Symbols.size())
        return damaged("relocation " + Twine(I) + " of section " +
                       quoted(S.Name) + " is for symbol " + Twine(R.Symbol) +
                       ", but there are " + Twine(Symbols.size()));
      Result.push_back(R);
    }
  }
  llvm::stable_sort(Result, [](const ElfRelocation &A, const ElfRelocation &B) {
    return A.Offset < B.Offset;
  });
  return Result;
}

Expected<std::string> ElfObject::relocated(const ElfSection &S) const {
  std::string Bytes = S.Contents.str();
  auto Relocations = relocations(S);
  if (!Relocations)
    return Relocations.takeError();
  for (const ElfRelocation &R : *Relocations) {
    if (R.Symbol == 0 || R.Offset + 4 > Bytes.size() ||
        (R.Type != ELF::R_BPF_64_ABS32 && R.Type != ELF::R_BPF_64_NODYLD32))
      continue;
    char *Place = Bytes.data() + R.Offset;
    support::endian::write32(Place,
                             support::endian::read32(Place, Endian) +
                                 Symbols[R.Symbol].Value + R.Addend,
                             Endian);
  }
  return Bytes;
}

namespace {

constexpr uint64_t MaxNumber = uint64_t(1) << 53;

template <class ELFT> class Reader {
public:
  Reader(const object::ELFFile<ELFT> &File, StringRef Bytes)
      : File(File), Bytes(Bytes) {}

  Expected<ElfObject> read() {
    Object.Endian = ELFT::Endianness;
    Object.Size = Bytes.size();
    auto HeadersOrError = File.sections();
    if (!HeadersOrError)
      return damaged("an ELF file of " + Twine(Bytes.size()) +
                     " bytes, cut off or damaged: " +
                     toString(HeadersOrError.takeError()));
    Headers = *HeadersOrError;
    if (Error E = readSections())
      return E;
    if (Error E = readSymbols())
      return E;
    if (Error E = readRelocationTables())
      return E;
    return std::move(Object);
  }

private:
  using Header = typename ELFT::Shdr;

  Expected<StringTable> stringTable(uint32_t Index, const Twine &Of) {
    if (Index >= Headers.size() || Headers[Index].sh_type != ELF::SHT_STRTAB)
      return damaged("section " + Twine(Index) + ", where the names of " + Of +
                     " should be, is no string table");
    return StringTable(Object.Sections[Index].Contents);
  }

  Error overdrawn(StringRef Of, size_t Size) {
    return damaged("the names of the " + Of + " add up to many times the " +
                   Twine(Size) + " bytes that they share");
  }

  Error readSections() {
    uint64_t Taken = 0;
    for (const auto &[Index, H] : enumerate(Headers)) {
      ElfSection S;
      S.Type = H.sh_type;
      S.Flags = H.sh_flags;
      S.Size = H.sh_size;
      if (S.Type == ELF::SHT_NULL) {
        S.Size = 0; // Section 0 may keep the count of sections there.
      } else if (S.Type == ELF::SHT_NOBITS) {
        if (S.Size > MaxNumber)
          return damaged("section " + Twine(Index) + " claims " +
                         Twine(S.Size) + " bytes");
      } else {
        if (H.sh_offset > Bytes.size() || S.Size > Bytes.size() - H.sh_offset)
          return damaged("section " + Twine(Index) + " has bytes [" +
                         Twine(H.sh_offset) + ", " + Twine(H.sh_offset) +
                         " + " + Twine(S.Size) + "), but the file has " +
                         Twine(Bytes.size()));
        S.Contents = Bytes.substr(H.sh_offset, S.Size);
        // Sections that share bytes would make work and memory many times the
        // file's size; no compiler makes them.
        Taken += S.Size;
        if (Taken > Bytes.size())
          return damaged("sections overlap: up to section " + Twine(Index) +
                         " they claim " + Twine(Taken) + " bytes of " +
                         Twine(Bytes.size()));
      }
      Object.Sections.push_back(std::move(S));
    }
    if (Headers.empty())
      return Error::success();
    auto NameSection = File.getShStrNdx();
    if (!NameSection)
      return NameSection.takeError();
    if (*NameSection == ELF::SHN_UNDEF)
      return Error::success();
    auto Names = stringTable(*NameSection, "sections");
    if (!Names)
      return Names.takeError();
    for (const auto &[Index, H] : enumerate(Headers)) {
      auto Name = Names->charge(H.sh_name);
      if (Names->overdrawn())
        return overdrawn("sections", Names->size());
      if (!Name)
        return damaged("the name of section " + Twine(Index) +
                       " is at offset " + Twine(H.sh_name) + " of " +
                       Twine(Names->size()) + " bytes of names");
      Object.Sections[Index].Name = *Name;
    }
    return Error::success();
  }

  Error readSymbols() {
    const Header *Table = find_if(
        Headers, [](const Header &H) { return H.sh_type == ELF::SHT_SYMTAB; });
    if (Table == Headers.end())
      return Error::success();
    auto Entries = File.symbols(Table);
    if (!Entries)
      return Entries.takeError();
    auto Names = stringTable(Table->sh_link, "symbols");
    if (!Names)
      return Names.takeError();
    ArrayRef<typename ELFT::Word> Extended;
    for (const Header &H : Headers) {
      if (H.sh_type != ELF::SHT_SYMTAB_SHNDX ||
          H.sh_link != Table - Headers.begin())
        continue;
      auto Indices =
          File.template getSectionContentsAsArray<typename ELFT::Word>(H);
      if (!Indices)
        return Indices.takeError();
      Extended = *Indices;
    }

    Object.Symbols.reserve(Entries->size());
    for (const auto &[Index, Entry] : enumerate(*Entries)) {
      auto Name = Names->charge(Entry.st_name);
      if (Names->overdrawn())
        return overdrawn("symbols", Names->size());
      if (!Name)
        return damaged("the name of symbol " + Twine(Index) + " is at offset " +
                       Twine(Entry.st_name) + " of " + Twine(Names->size()) +
                       " bytes of names");
      ElfSymbol S;
      S.Name = *Name;
      S.Value = Entry.st_value;
      S.Size = Entry.st_size;
      S.Binding = Entry.getBinding();
      // JSON's numbers are exact up to 2^53; no file reaches that far.
      if (S.Value > MaxNumber || S.Size > MaxNumber)
        return damaged("symbol " + quoted(*Name) + " has value " +
                       Twine(S.Value) + " and size " + Twine(S.Size));
      S.Type = Entry.getType();
      S.Visibility = Entry.getVisibility();
      uint32_t Section = Entry.st_shndx;
      if (Section == ELF::SHN_XINDEX && Index < Extended.size())
        Section = Extended[Index];
      else if (Section >= ELF::SHN_LORESERVE) {
        S.Absolute = true;
        Section = 0;
      }
      if (Section >= Headers.size() && Section != 0)
        return damaged("symbol " + quoted(*Name) + " is in section " +
                       Twine(Section) + ", but there are " +
                       Twine(Headers.size()));
      S.Section = Section;
      Object.Symbols.push_back(S);
    }
    return Error::success();
  }

  Error readRelocationTables() {
    for (const auto &[Index, H] : enumerate(Headers)) {
      if (H.sh_type != ELF::SHT_REL && H.sh_type != ELF::SHT_RELA)
        continue;
      ElfRelocationTable Table{Object.Sections[Index].Contents,
                               H.sh_type == ELF::SHT_RELA};
      if (H.sh_info >= Headers.size())
        return damaged("relocations of section " + Twine(H.sh_info) +
                       ", but there are " + Twine(Headers.size()));
      if (Table.Contents.size() % Table.entrySize() != 0)
        return damaged("section " + quoted(Object.Sections[Index].Name) +
                       " has " + Twine(Table.Contents.size()) +
                       " bytes, no whole number of relocations of " +
                       Twine(Table.entrySize()));
      Object.Sections[H.sh_info].RelocationTables.push_back(Table);
    }
    return Error::success();
  }

  const object::ELFFile<ELFT> &File;
  StringRef Bytes;
  ArrayRef<Header> Headers;
  ElfObject Object;
};

template <class ELFT> Expected<ElfObject> readAs(StringRef Bytes) {
  auto File = object::ELFFile<ELFT>::create(Bytes);
  if (!File)
    return File.takeError();
  return Reader<ELFT>(*File, Bytes).read();
}

} // namespace

Expected<ElfObject> readElf(StringRef Bytes) {
  if (Error E = checkIsBpf(Bytes))
    return E;
  return Bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB
             ? readAs<object::ELF64LE>(Bytes)
             : readAs<object::ELF64BE>(Bytes);
}

} // namespace bpflinker

// The records of a MODULE block, see read/scan.h.

#include "linker/read/scan.h"

#include "linker/read/scan_record.h"
#include "linker/read/symbol_record.h"

#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"

using namespace llvm;

namespace bpflinker {

namespace {

Error malformed(const Twine &What) { return createStringError(What); }

class ModuleScanner {
public:
  ModuleScanner(const BitcodeModule &Bitcode, StringSaver &Strings)
      : Stream(Bitcode.getBuffer()), Strtab(Bitcode.getStrtab()),
        Strings(Strings) {}

  Expected<ModuleSymbols> scan();

private:
  Error enterModule();
  Error checkEpoch();
  Error readRecord(unsigned AbbreviationId);
  Error addSymbol(const RecordLayout &Layout);
  std::string text() const { return {Record.begin(), Record.end()}; }
  /// Index counts from 1, 0 means none.
  Expected<StringRef> entry(ArrayRef<StringRef> List, uint64_t Index) const;
  Expected<StringRef> name(uint64_t Offset, uint64_t Size) const;

  BitstreamCursor Stream;
  StringRef Strtab;
  StringSaver &Strings;
  SmallVector<uint64_t, 64> Record;
  SmallVector<StringRef, 16> Sections, Comdats;
  uint64_t Version = 0;
  ModuleSymbols Result;
};

Error ModuleScanner::enterModule() {
  while (true) {
    Expected<BitstreamEntry> Entry = Stream.advance();
    if (!Entry)
      return Entry.takeError();
    if (Entry->Kind != BitstreamEntry::SubBlock)
      return malformed("there is no module block");
    if (Entry->ID == bitc::MODULE_BLOCK_ID)
      return Stream.EnterSubBlock(bitc::MODULE_BLOCK_ID);
    Error Problem = Entry->ID == bitc::IDENTIFICATION_BLOCK_ID
                        ? checkEpoch()
                        : Stream.SkipBlock();
    if (Problem)
      return Problem;
  }
}

/// Records of another epoch may mean something else.
Error ModuleScanner::checkEpoch() {
  if (Error E = Stream.EnterSubBlock(bitc::IDENTIFICATION_BLOCK_ID))
    return E;
  while (true) {
    Expected<BitstreamEntry> Entry = Stream.advance();
    if (!Entry)
      return Entry.takeError();
    if (Entry->Kind == BitstreamEntry::EndBlock)
      return Error::success();
    if (Entry->Kind != BitstreamEntry::Record)
      return malformed("the identification block is malformed");
    Record.clear();
    Expected<unsigned> Code = Stream.readRecord(Entry->ID, Record);
    if (!Code)
      return Code.takeError();
    if (*Code == bitc::IDENTIFICATION_CODE_EPOCH &&
        (Record.empty() || Record[0] != bitc::BITCODE_CURRENT_EPOCH))
      return malformed("bitcode of another epoch");
  }
}

Expected<ModuleSymbols> ModuleScanner::scan() {
  if (Error E = enterModule())
    return E;
  while (true) {
    Expected<BitstreamEntry> Entry = Stream.advance();
    if (!Entry)
      return Entry.takeError();
    switch (Entry->Kind) {
    case BitstreamEntry::Error:
      return malformed("the module block is malformed");
    case BitstreamEntry::EndBlock:
      return std::move(Result);
    case BitstreamEntry::SubBlock:
      // Bodies follow everything that is read here.
      if (Entry->ID == bitc::FUNCTION_BLOCK_ID)
        return std::move(Result);
      if (Error E = Stream.SkipBlock())
        return E;
      break;
    case BitstreamEntry::Record:
      if (Error E = readRecord(Entry->ID))
        return E;
      break;
    }
  }
}

Error ModuleScanner::readRecord(unsigned AbbreviationId) {
  Record.clear();
  std::optional<unsigned> Code;
  if (AbbreviationId == bitc::UNABBREV_RECORD)
    Code = readPlainRecord(Stream, Record);
  if (!Code) {
    Expected<unsigned> Read = Stream.readRecord(AbbreviationId, Record);
    if (!Read)
      return Read.takeError();
    Code = *Read;
  }
  if (const RecordLayout *Layout = layoutOf(*Code))
    return addSymbol(*Layout);
  switch (*Code) {
  case bitc::MODULE_CODE_VERSION:
    Version = Record.empty() ? 0 : Record[0];
    if (Version < 2)
      return malformed("names are not in a string table");
    break;
  case bitc::MODULE_CODE_ALIAS_OLD:
    return malformed("aliases of an old version");
  case bitc::MODULE_CODE_TRIPLE:
    Result.Triple = text();
    break;
  case bitc::MODULE_CODE_DATALAYOUT:
    Result.DataLayout = text();
    break;
  case bitc::MODULE_CODE_ASM:
    Result.Asm += text();
    break;
  case bitc::MODULE_CODE_SECTIONNAME:
    Sections.push_back(Strings.save(text()));
    break;
  case bitc::MODULE_CODE_COMDAT: {
    if (Record.size() < 2)
      return malformed("a comdat record is too short");
    Expected<StringRef> Name = name(Record[0], Record[1]);
    if (!Name)
      return Name.takeError();
    Comdats.push_back(*Name);
    break;
  }
  default:
    break;
  }
  return Error::success();
}

Expected<StringRef> ModuleScanner::name(uint64_t Offset, uint64_t Size) const {
  if (Offset > Strtab.size() || Size > Strtab.size() - Offset)
    return malformed("a name lies outside the string table");
  return Strtab.substr(Offset, Size);
}

Expected<StringRef> ModuleScanner::entry(ArrayRef<StringRef> List,
                                         uint64_t Index) const {
  if (Index == 0)
    return StringRef();
  if (Index > List.size())
    return malformed("a section or comdat that is not listed");
  return List[Index - 1];
}

Error ModuleScanner::addSymbol(const RecordLayout &Layout) {
  if (Version < 2)
    return malformed("names are not in a string table");
  if (Record.size() < 2 + Layout.Least)
    return malformed("a symbol's record is too short");
  Symbol S;
  Expected<StringRef> Name = name(Record[0], Record[1]);
  if (!Name)
    return Name.takeError();
  S.Name = *Name;
  ArrayRef<uint64_t> Fields = ArrayRef(Record).drop_front(2);
  auto Field = [&](unsigned Index) -> uint64_t {
    return Index != 0 && Index < Fields.size() ? Fields[Index] : 0;
  };

  S.Kind = Layout.Kind;
  S.Linkage = decodeLinkage(Field(Layout.Linkage));
  if (GlobalValue::isPrivateLinkage(S.Linkage))
    return Error::success();
  S.UnnamedAddr = decodeUnnamedAddr(Field(Layout.UnnamedAddr));
  if (!S.isLocal())
    S.Visibility = decodeVisibility(Field(Layout.Visibility));
  if (S.Kind == SymbolKind::Variable) {
    S.IsConstant = Field(1) & 1;
    S.IsDeclaration = Field(2) == 0;
  } else if (S.Kind == SymbolKind::Function) {
    S.IsDeclaration = Field(2) != 0;
  }

  Expected<StringRef> Section = entry(Sections, Field(Layout.Section));
  if (!Section)
    return Section.takeError();
  S.Section = *Section;
  // Only old bitcode has linkages that imply a comdat. The field is not an
  // index there either.
  if (uint64_t Index = Field(Layout.Comdat); Index <= Comdats.size()) {
    Expected<StringRef> Comdat = entry(Comdats, Index);
    if (!Comdat)
      return Comdat.takeError();
    S.Comdat = *Comdat;
  }
  if (S.Name.starts_with("llvm.")) {
    Result.HasAppending |= S.isAppending();
    Result.NeedsEarlyPasses |= needsEarlyPasses(S.Name);
    if (!S.isAppending())
      return Error::success();
  }
  Result.Symbols.push_back(S);
  return Error::success();
}

} // namespace

Expected<ModuleSymbols> scanBitcode(const BitcodeModule &Bitcode,
                                    StringSaver &Strings) {
  return ModuleScanner(Bitcode, Strings).scan();
}

} // namespace bpflinker

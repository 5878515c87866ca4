#include "linker/btf/rewrite.h"

#include "linker/btf/elf_sections.h"
#include "linker/btf/minimize.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/BinaryFormat/ELF.h"

using namespace llvm;

namespace bpflinker {

namespace {

Error broken(const Twine &What) {
  return createStringError("LLVM's back end wrote " + What);
}

/// Words of a section, in the object's byte order.
struct Words {
  MutableArrayRef<char> Bytes;
  endianness Endian;

  uint32_t get(uint64_t Offset) const {
    return support::endian::read32(Bytes.data() + Offset, Endian);
  }
  uint64_t get64(uint64_t Offset) const {
    return support::endian::read64(Bytes.data() + Offset, Endian);
  }
  void set(uint64_t Offset, uint32_t Value) {
    support::endian::write32(Bytes.data() + Offset, Value, Endian);
  }
};

/// .BTF.ext. Each subsection: the size of a record, then for each section of
/// code its name, the number of records and these.
struct Extension : Words {
  /// Calls `Do` with the section's name and the offset of each record, and
  /// `Name` with the offset of each section's name.
  template <typename Each, typename Name>
  Error visit(size_t Field, Each Do, Name OnName) {
    uint64_t Begin = get(offsetof(BTF::ExtHeader, HdrLen)) + get(Field);
    uint64_t End = Begin + get(Field + sizeof(uint32_t));
    if (End > Bytes.size())
      return broken("a .BTF.ext that is too short");
    if (Begin == End)
      return Error::success();
    uint64_t At = Begin + sizeof(uint32_t), Size = get(Begin);
    while (At < End) {
      if (End - At < 2 * sizeof(uint32_t))
        return broken("a .BTF.ext that ends within a section");
      uint32_t Section = get(At);
      uint64_t Count = get(At + sizeof(uint32_t));
      OnName(At);
      At += 2 * sizeof(uint32_t);
      if (Count * Size > End - At)
        return broken("a .BTF.ext that ends within a record");
      for (; Count != 0; --Count, At += Size)
        Do(Section, At);
    }
    return Error::success();
  }
};

class Rewriter {
public:
  Rewriter(SmallVectorImpl<char> &Object, endianness Endian,
           StringRef StripPathPrefix)
      : Object(Object), Endian(Endian), Folder(StripPathPrefix) {
    while (Folder.consume_back("/"))
      ;
  }

  Error run() {
    MutableArrayRef<char> Section = findSection(Object, ".BTF");
    if (Section.empty())
      return Error::success();
    Expected<BtfTypes> Read =
        BtfTypes::read({Section.data(), Section.size()}, Endian);
    if (!Read)
      return Read.takeError();
    BtfTypes &Old = *Read;
    placeVariables(Old);
    Extension Ext{{findSection(Object, ".BTF.ext"), Endian}};
    applyRelocations(Ext, ".rel.BTF.ext");

    std::vector<uint32_t> Used;
    auto Use = [&](uint32_t, uint64_t Record) {
      Used.push_back(Ext.get(Record + offsetof(BTF::BPFFuncInfo, TypeId)));
    };
    auto UseCore = [&](uint32_t, uint64_t Record) {
      Used.push_back(Ext.get(Record + offsetof(BTF::BPFFieldReloc, TypeID)));
    };
    auto Ignore = [](uint64_t) {};
    if (!Ext.Bytes.empty()) {
      if (Error E =
              Ext.visit(offsetof(BTF::ExtHeader, FuncInfoOff), Use, Ignore))
        return E;
      if (Error E = Ext.visit(offsetof(BTF::ExtHeader, FieldRelocOff), UseCore,
                              Ignore))
        return E;
      for (uint32_t Id : Used)
        if (Id >= Old.size())
          return broken("a .BTF.ext of types that are not there");
    }
    MinimizedBtf New = minimizeBtf(Old, Used);
    if (!Ext.Bytes.empty())
      if (Error E = renumber(Ext, Old, New))
        return E;
    return editSections(Object, {{{".BTF", New.Types.write(Endian)}},
                                 {".rel.BTF", ".rel.BTF.ext"}});
  }

private:
  Error renumber(Extension &Ext, const BtfTypes &Old, MinimizedBtf &New) {
    auto String = [&](uint64_t Offset) {
      Ext.set(Offset, New.Types.addString(Old.string(Ext.get(Offset))));
    };
    auto Id = [&](uint64_t Offset) {
      Ext.set(Offset, New.NewIds[Ext.get(Offset)]);
    };
    auto Function = [&](uint32_t, uint64_t Record) {
      Id(Record + offsetof(BTF::BPFFuncInfo, TypeId));
    };
    auto Line = [&](uint32_t, uint64_t Record) {
      uint64_t File = Record + offsetof(BTF::BPFLineInfo, FileNameOff);
      Ext.set(File, New.Types.addString(stripped(Old.string(Ext.get(File)))));
      String(Record + offsetof(BTF::BPFLineInfo, LineOff));
    };
    DenseMap<uint32_t, MutableArrayRef<char>> Code;
    bool IsRight = true;
    auto Core = [&](uint32_t Section, uint64_t Record) {
      uint32_t Type = Ext.get(Record + offsetof(BTF::BPFFieldReloc, TypeID));
      Id(Record + offsetof(BTF::BPFFieldReloc, TypeID));
      String(Record + offsetof(BTF::BPFFieldReloc, OffsetNameOff));
      uint32_t Kind = Ext.get(Record + offsetof(BTF::BPFFieldReloc, RelocKind));
      if (Kind != BTF::BTF_TYPE_ID_LOCAL && Kind != BTF::BTF_TYPE_ID_REMOTE)
        return;
      auto [At, IsNew] = Code.try_emplace(Section);
      if (IsNew)
        At->second = findSection(Object, Old.string(Section));
      // The instruction's constant is its second half, in both of its forms.
      uint64_t Constant =
          Ext.get(Record + offsetof(BTF::BPFFieldReloc, InsnOffset)) + 4;
      Words Instructions{At->second, Endian};
      if (Constant + 4 > At->second.size() ||
          Instructions.get(Constant) != Type)
        IsRight = false;
      else
        Instructions.set(Constant, New.NewIds[Type]);
    };
    // Names last: the records of a section need the old one.
    std::vector<uint64_t> Names;
    auto Note = [&](uint64_t Offset) { Names.push_back(Offset); };
    if (Error E =
            Ext.visit(offsetof(BTF::ExtHeader, FuncInfoOff), Function, Note))
      return E;
    if (Error E = Ext.visit(offsetof(BTF::ExtHeader, LineInfoOff), Line, Note))
      return E;
    if (Error E =
            Ext.visit(offsetof(BTF::ExtHeader, FieldRelocOff), Core, Note))
      return E;
    for (uint64_t Offset : Names)
      String(Offset);
    return IsRight ? Error::success()
                   : broken("another type into an instruction than into its "
                            "CO-RE relocation");
  }

  /// The sections' sizes and, from relocations, their variables' offsets: to be
  /// done before types move.
  void placeVariables(BtfTypes &Types) {
    MutableArrayRef<char> Section = findSection(Object, ".BTF");
    applyRelocations({Section, Endian}, ".rel.BTF");
    for (unsigned Id = 1; Id != Types.size(); ++Id) {
      if (Types.kind(Id) != BTF::BTF_KIND_DATASEC)
        continue;
      MutableArrayRef<uint32_t> Words = Types.words(Id);
      // Of the loader: nothing is there yet.
      std::optional<uint64_t> Size =
          sectionSize(Object, Types.string(Words.front()));
      if (!Size)
        continue;
      Words[2] = *Size;
      struct Variable {
        uint32_t Type, Offset, Size;
      };
      auto *First = reinterpret_cast<Variable *>(Words.data() + 3);
      MutableArrayRef<Variable> Variables(First, Types.elements(Id));
      const char *At = Section.data() + Types.offset(Id);
      for (auto [I, V] : enumerate(Variables))
        V.Offset = support::endian::read32(
            At + (3 + 3 * I + 1) * sizeof(uint32_t), Endian);
      stable_sort(Variables, [](const Variable &A, const Variable &B) {
        return A.Offset < B.Offset;
      });
    }
  }

  /// Adds to each word the value of its symbol (R_BPF_64_NODYLD32).
  void applyRelocations(Words Section, StringRef Table) {
    Words Relocations{findSection(Object, Table), Endian};
    Words Symbols{findSection(Object, ".symtab"), Endian};
    for (uint64_t At = 0; At < Relocations.Bytes.size();
         At += sizeof(ELF::Elf64_Rel)) {
      uint64_t Offset = Relocations.get64(At);
      uint64_t Symbol =
          Relocations.get64(At + offsetof(ELF::Elf64_Rel, r_info));
      uint64_t Value = Symbols.get64((Symbol >> 32) * sizeof(ELF::Elf64_Sym) +
                                     offsetof(ELF::Elf64_Sym, st_value));
      Section.set(Offset, Section.get(Offset) + Value);
    }
  }

  StringRef stripped(StringRef Path) const {
    StringRef Rest = Path;
    bool IsInside = !Folder.empty() && Rest.consume_front(Folder) &&
                    Rest.consume_front("/");
    return IsInside ? Rest : Path;
  }

  SmallVectorImpl<char> &Object;
  endianness Endian;
  StringRef Folder;
};

} // namespace

Error rewriteBtf(SmallVectorImpl<char> &Object, StringRef StripPathPrefix) {
  bool IsLittle =
      Object.size() > ELF::EI_DATA && Object[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  return Rewriter(Object, IsLittle ? endianness::little : endianness::big,
                  StripPathPrefix)
      .run();
}

} // namespace bpflinker

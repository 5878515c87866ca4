#include "linker/btf/rewrite.h"

#include "bpf/btf_ext_section.h"
#include "linker/btf/elf_sections.h"
#include "linker/btf/minimize.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/BTF/BTF.h"

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

  StringRef text() const { return {Bytes.data(), Bytes.size()}; }
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

class Rewriter {
public:
  Rewriter(SmallVectorImpl<char> &Object, endianness Endian,
           StringRef StripPathPrefix)
      : Object(Object), Endian(Endian), Folder(StripPathPrefix) {
    while (Folder.consume_back("/"))
      ;
  }

  Error run() {
    Words Section{findSection(Object, ".BTF"), Endian};
    if (Section.Bytes.empty())
      return Error::success();
    Words Ext{findSection(Object, ".BTF.ext"), Endian};
    applyRelocations(Section, ".rel.BTF");
    applyRelocations(Ext, ".rel.BTF.ext");

    Expected<BtfSection> Old = BtfSection::read(Section.text(), Endian);
    if (!Old)
      return Old.takeError();
    BtfExtSection Records;
    if (!Ext.Bytes.empty()) {
      Expected<BtfExtSection> Read = BtfExtSection::read(Ext.text(), Endian);
      if (!Read)
        return Read.takeError();
      Records = std::move(*Read);
    }
    placeVariables(*Old);

    std::vector<uint32_t> Used;
    forEach(Records.Functions, [&](uint32_t Record) {
      Used.push_back(Ext.get(Record + offsetof(BTF::BPFFuncInfo, TypeId)));
    });
    forEach(Records.Core, [&](uint32_t Record) {
      Used.push_back(Ext.get(Record + offsetof(BTF::BPFFieldReloc, TypeID)));
    });
    for (uint32_t Id : Used)
      if (Id >= Old->size())
        return broken("a .BTF.ext of types that are not there");
    MinimizedBtf New = minimizeBtf(*Old, Used);
    if (Error E = renumber(Ext, Records, *Old, New))
      return E;
    return editSections(Object, {{{".BTF", New.Types.write(Endian)}},
                                 {".rel.BTF", ".rel.BTF.ext"}});
  }

private:
  template <typename Function>
  static void forEach(ArrayRef<BtfExtRun> Runs, Function Do) {
    for (const BtfExtRun &Run : Runs)
      for (uint32_t I = 0; I != Run.Count; ++I)
        Do(Run.record(I));
  }

  /// Gives every record the new ids and strings; strings are stored in the
  /// order in which they are asked for here.
  Error renumber(Words Ext, const BtfExtSection &Records, const BtfSection &Old,
                 MinimizedBtf &New) {
    auto String = [&](uint64_t Offset) {
      Ext.set(Offset, New.Types.addString(Old.string(Ext.get(Offset))));
    };
    auto Id = [&](uint64_t Offset) {
      Ext.set(Offset, New.NewIds[Ext.get(Offset)]);
    };
    forEach(Records.Functions, [&](uint32_t Record) {
      Id(Record + offsetof(BTF::BPFFuncInfo, TypeId));
    });
    forEach(Records.Lines, [&](uint32_t Record) {
      uint64_t File = Record + offsetof(BTF::BPFLineInfo, FileNameOff);
      Ext.set(File, New.Types.addString(stripped(Old.string(Ext.get(File)))));
      String(Record + offsetof(BTF::BPFLineInfo, LineOff));
    });
    for (const BtfExtRun &Run : Records.Core) {
      if (Error E = renumberInstructions(Ext, Run, Old, New))
        return E;
      forEach(Run, [&](uint32_t Record) {
        Id(Record + offsetof(BTF::BPFFieldReloc, TypeID));
        String(Record + offsetof(BTF::BPFFieldReloc, OffsetNameOff));
      });
    }
    for (ArrayRef<BtfExtRun> Runs :
         {ArrayRef(Records.Functions), ArrayRef(Records.Lines),
          ArrayRef(Records.Core)})
      for (const BtfExtRun &Run : Runs)
        String(Run.NameAt);
    return Error::success();
  }

  /// The ids in the instructions of those CO-RE relocations that ask for one.
  Error renumberInstructions(Words Ext, const BtfExtRun &Run,
                             const BtfSection &Old, const MinimizedBtf &New) {
    MutableArrayRef<char> Code;
    for (uint32_t I = 0; I != Run.Count; ++I) {
      uint32_t Record = Run.record(I);
      uint32_t Kind = Ext.get(Record + offsetof(BTF::BPFFieldReloc, RelocKind));
      if (Kind != BTF::BTF_TYPE_ID_LOCAL && Kind != BTF::BTF_TYPE_ID_REMOTE)
        continue;
      if (Code.empty())
        Code = findSection(Object, Old.string(Run.Name));
      // The instruction's constant is its second half, in both of its forms.
      uint64_t Constant =
          Ext.get(Record + offsetof(BTF::BPFFieldReloc, InsnOffset)) +
          uint64_t(4);
      uint32_t Type = Ext.get(Record + offsetof(BTF::BPFFieldReloc, TypeID));
      Words Instructions{Code, Endian};
      if (Constant + 4 > Code.size() || Instructions.get(Constant) != Type)
        return broken("another type into an instruction than into its CO-RE "
                      "relocation");
      Instructions.set(Constant, New.NewIds[Type]);
    }
    return Error::success();
  }

  /// Data sections get their sizes, and their variables, which relocations have
  /// placed, their order.
  void placeVariables(BtfSection &Types) {
    for (BtfId Id = 1; Id != Types.size(); ++Id) {
      if (Types.kind(Id) != BtfKind::DataSec)
        continue;
      MutableArrayRef<uint32_t> Words = Types.words(Id);
      // The loader makes this section: nothing is there yet.
      std::optional<uint64_t> Size =
          sectionSize(Object, Types.string(Words.front()));
      if (!Size)
        continue;
      Words[2] = *Size;
      struct Variable {
        uint32_t Type, Offset, Size;
      };
      auto *First = reinterpret_cast<Variable *>(Words.data() + BtfHeadWords);
      stable_sort(MutableArrayRef(First, Types.elements(Id)),
                  [](const Variable &A, const Variable &B) {
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

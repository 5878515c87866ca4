// BTF-defined maps follow libbpf's parse_btf_map_def: a map is a variable of
// DATASEC .maps whose struct has one member per property. A number N is written
// as the type `int (*)[N]` (__uint), or, since libbpf 1.5, as an enum with one
// value (__ulong); a type as a pointer to it (__type).

#include "inspect/maps.h"

#include "inspect/btf_ext.h"
#include "support/damage.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"

namespace bpflinker {

using namespace llvm;

namespace {

constexpr uint32_t MostFields = 64;

/// Parses the definition of one map.
class DefinitionReader {
public:
  DefinitionReader(const Btf &Types, std::string MapName)
      : Types(Types), MapName(std::move(MapName)) {}

  Error read(const BtfType &Struct, MapDefinition &Out, bool IsInner = false) {
    // All maps may share one struct, so its size multiplies.
    if (Struct.Number > MostFields)
      return damaged("map " + quoted(MapName) + " has " + Twine(Struct.Number) +
                     " fields; a definition has a "
                     "handful");
    for (const BtfElement &Member : Types.elements(Struct))
      if (Error E = member(Member, Out, IsInner))
        return E;
    return Error::success();
  }

  /// Where `values` starts in the struct, in bytes.
  std::optional<uint32_t> ValuesOffset;

private:
  Error wrong(const BtfElement &Member, const Twine &What) {
    return damaged("map " + quoted(MapName) + ": field " + quoted(Member.Name) +
                   " " + What);
  }

  Error number(const BtfElement &Member, uint64_t &Value) {
    const BtfType &T = Types.type(Types.resolve(Member.Type));
    if ((T.Kind == BtfKind::Enum || T.Kind == BtfKind::Enum64) &&
        T.Number == 1) {
      Value = Types.elements(T).front().Value;
      return Error::success();
    }
    if (T.Kind == BtfKind::Ptr && Types.type(T.Type).Kind == BtfKind::Array) {
      Value = Types.type(T.Type).Count;
      return Error::success();
    }
    return wrong(Member, "should hold a number, as a pointer to an array "
                         "(__uint), but is " +
                             describe(Types, Member.Type));
  }
  Error number(const BtfElement &Member, uint32_t &Value) {
    uint64_t Wide = 0;
    if (Error E = number(Member, Wide))
      return E;
    if (Wide > UINT32_MAX)
      return wrong(Member, "is " + Twine(Wide) + ", more than 32 bits");
    Value = Wide;
    return Error::success();
  }

  /// To libbpf 0 is a size that nobody gave yet.
  void setSize(const BtfElement &Member, MapDefinition &Out, uint32_t &Size,
               uint32_t Given) {
    if (Size != 0 && Size != Given)
      Out.Conflicts.push_back({Member.Name, Given, Size});
    Size = Given;
  }

  /// `key_size`, `value_size`.
  Error size(const BtfElement &Member, MapDefinition &Out, uint32_t &Size) {
    uint32_t Given = 0;
    if (Error E = number(Member, Given))
      return E;
    setSize(Member, Out, Size, Given);
    return Error::success();
  }

  /// `key`, `value`.
  Error type(const BtfElement &Member, MapDefinition &Out, uint32_t &Size,
             BtfId &Type) {
    const BtfType &T = Types.type(Member.Type);
    if (T.Kind != BtfKind::Ptr)
      return wrong(Member, "should be a pointer to a type (__type), but is " +
                               describe(Types, Member.Type));
    std::optional<uint32_t> Given = Types.sizeOf(T.Type);
    if (!Given)
      return wrong(Member, "points to " + describe(Types, T.Type) +
                               ", which has no size");
    Type = T.Type;
    setSize(Member, Out, Size, *Given);
    return Error::success();
  }

  /// `values`: an open array of pointers to an inner map's struct, or to the
  /// prototype of the programs of a program array.
  Error values(const BtfElement &Member, MapDefinition &Out, bool IsInner) {
    if (IsInner)
      return wrong(Member, "makes an inner map hold maps; one level is "
                           "supported");
    const BtfType &Array = Types.type(Types.resolve(Member.Type));
    const BtfType *Pointer = Array.Kind == BtfKind::Array
                                 ? &Types.type(Types.resolve(Array.Type))
                                 : nullptr;
    if (!Pointer || Pointer->Kind != BtfKind::Ptr || Array.Count != 0)
      return wrong(Member, "should be an open array of pointers (__array), but "
                           "is " +
                               describe(Types, Member.Type));
    ValuesOffset = Member.Offset / 8;
    setSize(Member, Out, Out.ValueSize, 4);
    const BtfType &Value = Types.type(Types.resolve(Pointer->Type));
    if (Value.Kind == BtfKind::FuncProto)
      return Error::success();
    if (Value.Kind != BtfKind::Struct)
      return wrong(Member, "points to " + describe(Types, Pointer->Type) +
                               ", neither a map's struct nor a prototype");
    Out.Inner = std::make_unique<MapDefinition>();
    return read(Value, *Out.Inner, /*IsInner=*/true);
  }

  Error member(const BtfElement &M, MapDefinition &Out, bool IsInner) {
    if (M.Name == "type")
      return number(M, Out.Type);
    if (M.Name == "max_entries")
      return number(M, Out.MaxEntries);
    if (M.Name == "map_flags")
      return number(M, Out.Flags);
    if (M.Name == "pinning")
      return number(M, Out.Pinning);
    if (M.Name == "numa_node")
      return number(M, Out.NumaNode.emplace(0));
    if (M.Name == "map_extra")
      return number(M, Out.Extra.emplace(0));
    if (M.Name == "key_size")
      return size(M, Out, Out.KeySize);
    if (M.Name == "value_size")
      return size(M, Out, Out.ValueSize);
    if (M.Name == "key")
      return type(M, Out, Out.KeySize, Out.KeyType);
    if (M.Name == "value")
      return type(M, Out, Out.ValueSize, Out.ValueType);
    if (M.Name == "values")
      return values(M, Out, IsInner);
    Out.UnknownFields.push_back(M.Name);
    return Error::success();
  }

  const Btf &Types;
  std::string MapName;
};

class Reader {
public:
  Reader(const ElfObject &Object, const Btf *Types)
      : Object(Object), Types(Types) {}

  Expected<std::vector<Map>> read() {
    std::vector<Layout> Layouts(Object.Sections.size(), Layout::None);
    bool Described = false;
    for (const ElfSection &S : Object.Sections) {
      Layout &L = Layouts[Object.indexOf(S)];
      if (S.Name == "maps" || S.Name.starts_with("maps/"))
        L = Layout::Legacy;
      if (S.Name != ".maps" || Described)
        continue;
      const BtfType *DataSec = findDataSec(S.Name);
      if (!DataSec) {
        L = Layout::Unknown;
        continue;
      }
      Described = true;
      if (Error E = fromTypes(S, *DataSec))
        return E;
    }
    fromSymbols(Layouts);
    return std::move(Maps);
  }

private:
  /// How a section without BTF holds maps.
  enum class Layout : uint8_t { None, Legacy, Unknown };

  const BtfType *findDataSec(StringRef Name) const {
    if (Types)
      for (const BtfType &T : Types->Types)
        if (T.Kind == BtfKind::DataSec && T.Name == Name)
          return &T;
    return nullptr;
  }

  Error fromTypes(const ElfSection &S, const BtfType &DataSec) {
    std::vector<ElfRelocation> Relocations;
    if (auto Read = Object.relocations(S))
      Relocations = std::move(*Read);
    else
      return Read.takeError();
    for (const BtfElement &Entry : Types->elements(DataSec)) {
      const BtfType &Variable = Types->type(Entry.Type);
      Map M = make(Variable.Name, S, Entry.Offset);
      const BtfType &Struct = Types->type(Types->resolve(Variable.Type));
      if (Variable.Kind != BtfKind::Var || Struct.Kind != BtfKind::Struct)
        return damaged("map " + quoted(Variable.Name) + " is " +
                       describe(*Types, Variable.Type) +
                       "; a map in .maps is a variable of struct type");
      DefinitionReader Definition(*Types, Variable.Name.str());
      if (Error E = Definition.read(Struct, M.Definition.emplace()))
        return E;
      if (Definition.ValuesOffset) {
        uint64_t First = M.Offset + *Definition.ValuesOffset;
        for (const ElfRelocation &R :
             recordsIn(Relocations, First, M.Offset + Entry.Size))
          M.Values.push_back({uint32_t((R.Offset - First) / 8), R.Symbol});
      }
      Maps.push_back(std::move(M));
    }
    return Error::success();
  }

  /// One map for each object symbol of those sections, in order of place.
  void fromSymbols(const std::vector<Layout> &Layouts) {
    size_t First = Maps.size();
    for (const ElfSymbol &Symbol : Object.Symbols) {
      if (Symbol.isUndefined() || Layouts[Symbol.Section] == Layout::None ||
          (Symbol.Type != ELF::STT_OBJECT && Symbol.Type != ELF::STT_NOTYPE) ||
          Symbol.Name.empty())
        continue;
      const ElfSection &S = Object.Sections[Symbol.Section];
      Map M = make(Symbol.Name, S, Symbol.Value);
      if (Layouts[Symbol.Section] == Layout::Legacy)
        M.Definition = legacy(S, Symbol);
      Maps.push_back(std::move(M));
    }
    std::stable_sort(
        Maps.begin() + First, Maps.end(), [](const Map &A, const Map &B) {
          return std::tie(A.Section, A.Offset) < std::tie(B.Section, B.Offset);
        });
  }

  Map make(StringRef Name, const ElfSection &S, uint64_t Offset) {
    Map M;
    M.Name = Name;
    M.Section = Object.indexOf(S);
    M.Offset = Offset;
    return M;
  }

  /// struct bpf_map_def has 5 words, aya's and iproute2's have 7 or more: the
  /// same five, an id, pinning.
  std::optional<MapDefinition> legacy(const ElfSection &S,
                                      const ElfSymbol &Symbol) {
    StringRef Bytes = S.Contents.substr(Symbol.Value);
    if (Symbol.Size != 0)
      Bytes = Bytes.take_front(Symbol.Size);
    auto Word = [&](unsigned Index) -> uint32_t {
      return Bytes.size() < (Index + 1) * 4
                 ? 0
                 : support::endian::read32(Bytes.data() + Index * 4,
                                           Object.Endian);
    };
    if (Bytes.size() < 5 * 4)
      return std::nullopt;
    MapDefinition D;
    D.Type = Word(0);
    D.KeySize = Word(1);
    D.ValueSize = Word(2);
    D.MaxEntries = Word(3);
    D.Flags = Word(4);
    if (Symbol.Size >= 7 * 4)
      D.Pinning = Word(6);
    return D;
  }

  const ElfObject &Object;
  const Btf *Types;
  std::vector<Map> Maps;
};

} // namespace

Expected<std::vector<Map>> readMaps(const ElfObject &Object, const Btf *Types) {
  return Reader(Object, Types).read();
}

} // namespace bpflinker

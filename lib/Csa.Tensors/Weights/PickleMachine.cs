using System.Globalization;

namespace Csa.Tensors.Weights;

/// <summary>
/// Python's pickle machine, reduced to what a state_dict needs: it pushes values on a stack and collects them in containers.
/// Nothing is ever called: the few names it knows (<see cref="PyTorchGlobal"/>) stand for things that this reader does
/// itself, and any other name is an error.
/// </summary>
/// <remarks>
/// Returns None as null, integers as long (or BigInteger), and double, bool, string, List, <see cref="PickleTuple"/>,
/// <see cref="PickleDictionary"/>.
/// </remarks>
internal sealed class PickleMachine
{
    // A tensor takes about 50 steps. The bound keeps the memory of a hostile pickle within some hundred megabytes.
    private const int MaxSteps = 1_000_000;

    private readonly PickleReader reader;
    private readonly PyTorchStorages? storages;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private long steps;

    private PickleMachine(PickleReader reader, PyTorchStorages? storages)
    {
        this.reader = reader;
        this.storages = storages;
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="stream">Positioned at its first byte; left after its last.</param>
    /// <param name="storages">Resolves persistent ids to storages; without it they are an error.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public static object? Read(Stream stream, PyTorchStorages? storages = null)
    {
        var machine = new PickleMachine(new PickleReader(stream), storages);
        while (true)
        {
            machine.Step(1);
            var opcode = (PickleOpcode)machine.reader.Byte();
            if (opcode == PickleOpcode.Stop) return machine.Pop();
            machine.Do(opcode);
        }
    }

    private void Do(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: reader.Byte(); break;
            case PickleOpcode.None: stack.Add(null); break;
            case PickleOpcode.NewTrue: stack.Add(true); break;
            case PickleOpcode.NewFalse: stack.Add(false); break;
            case PickleOpcode.BinInt: stack.Add((long)reader.Int32()); break;
            case PickleOpcode.BinInt1: stack.Add((long)reader.Byte()); break;
            case PickleOpcode.BinInt2: stack.Add((long)reader.UInt16()); break;
            case PickleOpcode.Long1: stack.Add(reader.Integer(reader.Byte())); break;
            case PickleOpcode.BinFloat: stack.Add(reader.Double()); break;
            case PickleOpcode.BinUnicode: stack.Add(reader.Text(reader.UInt32())); break;
            case PickleOpcode.ShortBinString: stack.Add(reader.Text(reader.Byte())); break;
            case PickleOpcode.EmptyTuple: stack.Add(new PickleTuple([])); break;
            case PickleOpcode.EmptyList: stack.Add(new List<object?>()); break;
            case PickleOpcode.EmptyDict: stack.Add(new PickleDictionary()); break;
            case PickleOpcode.Mark: marks.Add(stack.Count); break;
            case PickleOpcode.Tuple: stack.Add(new PickleTuple(PopToMark())); break;
            case PickleOpcode.Tuple1: stack.Add(new PickleTuple(Pop(1))); break;
            case PickleOpcode.Tuple2: stack.Add(new PickleTuple(Pop(2))); break;
            case PickleOpcode.Tuple3: stack.Add(new PickleTuple(Pop(3))); break;
            case PickleOpcode.Append: AddToList(Pop(1)); break;
            case PickleOpcode.Appends: AddToList(PopToMark()); break;
            case PickleOpcode.SetItem: AddToDictionary(Pop(2)); break;
            case PickleOpcode.SetItems: AddToDictionary(PopToMark()); break;
            case PickleOpcode.BinPut: memo[reader.Byte()] = Top(); break;
            case PickleOpcode.LongBinPut: memo[reader.UInt32()] = Top(); break;
            case PickleOpcode.BinGet: stack.Add(Recall(reader.Byte())); break;
            case PickleOpcode.LongBinGet: stack.Add(Recall(reader.UInt32())); break;
            case PickleOpcode.Global: stack.Add(PyTorchGlobal.Find(reader.Line(), reader.Line())); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersId: stack.Add(Storage(Pop())); break;
            default: throw Refused(opcode);
        }
    }

    private void Reduce()
    {
        object? arguments = Pop(), callee = Pop();
        if (callee is not PyTorchGlobal global || arguments is not PickleTuple tuple)
            throw new InvalidDataException($"its pickle calls something that is no known name (opcode REDUCE before byte {reader.Position})");

        // What is made is as large as the arguments, which may have been recalled, and at two opcodes any number of times.
        Step(tuple.Items.Sum(item => item switch { List<object?> list => list.Count, PickleTuple inner => inner.Items.Count, _ => 0L }));
        stack.Add(global.Make(tuple));
    }

    private void Step(long count)
    {
        steps += count;
        if (steps > MaxSteps)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its pickle takes more than {MaxSteps:N0} steps, more than any state_dict"));
    }

    // An OrderedDict's attributes, which a state_dict uses for the versions of its modules: of no use here.
    private void Build()
    {
        Pop();
        if (Top() is not PickleDictionary)
            throw new InvalidDataException($"its pickle sets attributes of something that is no OrderedDict (opcode BUILD before byte {reader.Position})");
    }

    private PyTorchStorageView Storage(object? id) => storages is not null && id is PickleTuple tuple
        ? storages.Resolve(tuple)
        : throw new InvalidDataException($"a persistent id before byte {reader.Position} is no storage");

    private void AddToList(IReadOnlyList<object?> items)
    {
        List<object?> list = Top() as List<object?> ?? throw new InvalidDataException($"items before byte {reader.Position} belong to no list");
        list.AddRange(items);
    }

    private void AddToDictionary(IReadOnlyList<object?> items)
    {
        if (Top() is not PickleDictionary dictionary || items.Count % 2 != 0)
            throw new InvalidDataException($"pairs before byte {reader.Position} belong to no dictionary");
        for (int i = 0; i < items.Count; i += 2) dictionary.Add(items[i], items[i + 1]);
    }

    private object? Recall(uint key) => memo.TryGetValue(key, out object? value)
        ? value
        : throw new InvalidDataException($"its pickle recalls value {key} before byte {reader.Position}, which it never kept");

    private object? Top()
    {
        Require(1);
        return stack[^1];
    }

    private object? Pop() => Pop(1)[0];

    private List<object?> Pop(int count)
    {
        Require(count);
        List<object?> items = stack[^count..];
        stack.RemoveRange(stack.Count - count, count);
        return items;
    }

    private List<object?> PopToMark()
    {
        if (marks.Count == 0) throw new InvalidDataException($"its pickle closes a group before byte {reader.Position} that it never opened");
        int mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return Pop(stack.Count - mark);
    }

    // What lies before the last mark is out of reach, as in Python.
    private void Require(int count)
    {
        if (stack.Count - (marks.Count > 0 ? marks[^1] : 0) < count)
            throw new InvalidDataException($"its pickle takes a value before byte {reader.Position} that it never gave");
    }

    private InvalidDataException Refused(PickleOpcode opcode) => new(
        Enum.IsDefined(opcode)
            ? $"opcode {opcode} (0x{(byte)opcode:x2}) at byte {reader.Position - 1} is refused: {PyTorchGlobal.Rule}"
            : $"0x{(byte)opcode:x2} at byte {reader.Position - 1} is no pickle opcode");
}

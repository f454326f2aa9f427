namespace Csa.Tensors.Weights;

/// <summary>Finds the tensors in a saved object.</summary>
internal static class PyTorchStateDict
{
    private const string Wrapper = "state_dict";

    // Containers may contain each other, and themselves, so that a short file spells long names: weights meet none of these.
    private const int MaxDepth = 32, MaxEntries = 100_000, MaxNameCharacters = 10_000_000;

    /// <summary>Every tensor by its name; those of inner dictionaries as "outer.inner". Anything else is ignored.</summary>
    /// <param name="root">A dictionary, or one with the dictionary under "state_dict".</param>
    /// <exception cref="InvalidDataException">No dictionary, or no tensor in it.</exception>
    public static IReadOnlyDictionary<string, PyTorchTensor> Flatten(object? root)
    {
        if (root is PickleDictionary outer && outer.Items.GetValueOrDefault(Wrapper) is PickleDictionary inner) root = inner;
        if (root is not PickleDictionary dictionary)
            throw new InvalidDataException($"want a dictionary of tensors, it holds {Describe(root)}; save model.state_dict()");
        var tensors = new Dictionary<string, PyTorchTensor>();
        int entries = 0;
        long characters = 0;
        Add("", dictionary, 1);
        return tensors.Count > 0 ? tensors : throw new InvalidDataException("its dictionary holds no tensor; save model.state_dict()");

        void Add(string prefix, PickleDictionary from, int depth)
        {
            if (depth > MaxDepth) throw new InvalidDataException($"its dictionaries are nested deeper than {MaxDepth}");
            foreach ((string key, object? value) in from.Items)
            {
                if (++entries > MaxEntries) throw new InvalidDataException($"its dictionaries have more than {MaxEntries} entries");
                if (value is not (PickleDictionary or PyTorchTensor)) continue;
                characters += prefix.Length + key.Length;
                if (characters > MaxNameCharacters) throw new InvalidDataException($"its names have more than {MaxNameCharacters} characters together");
                string name = prefix + key;
                if (value is PickleDictionary deeper) Add(name + ".", deeper, depth + 1);
                else if (value is PyTorchTensor tensor && !tensors.TryAdd(name, tensor)) throw new InvalidDataException($"two tensors are called {name}");
            }
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        PyTorchTensor => "one tensor",
        PickleTuple => "a tuple",
        List<object?> => "a list",
        _ => $"a {value.GetType().Name}",
    };
}

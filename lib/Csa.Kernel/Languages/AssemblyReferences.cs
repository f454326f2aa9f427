using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Csa.Notebook;

namespace Csa.Kernel.Languages;

/// <summary>
/// The assemblies that cells of both languages compile against and run with: one file and one loaded copy of each, in the
/// default load context.
/// </summary>
internal sealed class AssemblyReferences
{
    private static readonly object Gate = new();
    private static readonly List<AssemblyDependencyResolver> Resolvers = [];

    private readonly Dictionary<string, string> framework = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The framework and the closure of what a notebook uses.</summary>
    public AssemblyReferences()
    {
        Dictionary<string, string> trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach ((string name, string path) in trusted.Where(pair => Path.GetDirectoryName(pair.Value) == folder)) framework[name] = path;
        foreach (string root in Prelude.Assemblies) AddClosure(root, name => trusted.GetValueOrDefault(name));

        // Without its references, the compilers among them: no cell needs them, and F# would read 150 MB of them.
        string cells = typeof(Cell).Assembly.Location;
        files[Path.GetFileNameWithoutExtension(cells)] = cells;
    }

    /// <summary>Paths of .NET's own assemblies. F# Interactive finds them itself (given them, it takes some types for two).</summary>
    public IReadOnlyList<string> Framework => [.. framework.Values];

    /// <summary>Paths of all others, in a fixed order.</summary>
    public IReadOnlyList<string> Files => [.. files.Values];

    /// <summary>Adds an assembly and what it needs; loads it.</summary>
    /// <param name="path">A dll; its <c>.deps.json</c>, where it has one, says where its dependencies are.</param>
    /// <returns>The paths that are new.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BadImageFormatException">It is no .NET assembly.</exception>
    public IReadOnlyList<string> Add(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"#r: there is no file {path}");
        string name = AssemblyName.GetAssemblyName(path).Name!;
        if (files.TryGetValue(name, out string? known))
        {
            if (Path.GetFullPath(known) == Path.GetFullPath(path) || MvidOf(known) == MvidOf(path)) return [];
            throw new ArgumentException($"#r: {name} is loaded already from {Path.GetFileName(known)} with other contents; restart the notebook to use another build of it");
        }

        var resolver = new AssemblyDependencyResolver(Path.GetFullPath(path));
        Resolve(resolver);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var before = files.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        AddClosure(name, wanted =>
            wanted == name ? Path.GetFullPath(path)
            : resolver.ResolveAssemblyToPath(new AssemblyName(wanted)) is string resolved ? resolved
            : File.Exists(Path.Combine(folder, wanted + ".dll")) ? Path.Combine(folder, wanted + ".dll")
            : null);
        string[] added = [.. files.Where(pair => !before.Contains(pair.Key)).Select(pair => pair.Value)];
        foreach (string file in added) Load(file);
        return added;
    }

    private static Guid MvidOf(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        MetadataReader metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static void Load(string file)
    {
        string name = AssemblyName.GetAssemblyName(file).Name!;
        if (AssemblyLoadContext.Default.Assemblies.Any(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.OrdinalIgnoreCase))) return;
        AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
    }

    // Dependencies and native libraries of what #r has loaded, for as long as the process lives.
    private static void Resolve(AssemblyDependencyResolver resolver)
    {
        lock (Gate)
        {
            if (Resolvers.Count == 0)
            {
                AssemblyLoadContext.Default.Resolving += (context, name) => First(one => one.ResolveAssemblyToPath(name)) is string file ? context.LoadFromAssemblyPath(file) : null;
                AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
                    First(one => one.ResolveUnmanagedDllToPath(name)) is string file ? System.Runtime.InteropServices.NativeLibrary.Load(file) : 0;
            }

            Resolvers.Add(resolver);
        }

        static string? First(Func<AssemblyDependencyResolver, string?> find)
        {
            lock (Gate) return Resolvers.Select(find).FirstOrDefault(file => file is not null);
        }
    }

    private void AddClosure(string name, Func<string, string?> find)
    {
        var pending = new Stack<string>([name]);
        while (pending.TryPop(out string? next))
        {
            if (files.ContainsKey(next) || framework.ContainsKey(next) || find(next) is not string path) continue;
            files[next] = path;
            using var image = new PEReader(File.OpenRead(path));
            if (!image.HasMetadata) continue;
            MetadataReader metadata = image.GetMetadataReader();
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
            {
                pending.Push(metadata.GetString(metadata.GetAssemblyReference(handle).Name));
            }
        }
    }
}

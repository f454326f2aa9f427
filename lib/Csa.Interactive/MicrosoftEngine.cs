using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Csa.Book.Documents;
using Csa.Notebook;
using Csa.Notebook.Display;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Csa.Interactive;

/// <summary>
/// Readies Microsoft's notebook engine (the tool <c>Microsoft.dotnet-interactive</c>) for this repository's notebooks: the same
/// assemblies, names, looks of values and <c>display</c> as on the repository's own engine.
/// </summary>
public static class MicrosoftEngine
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static bool isReady;
    private static int runs;

    /// <summary>Called by <c>notebooks/setup.dib</c>; once is enough for a process.</summary>
    /// <exception cref="InvalidOperationException">No engine of Microsoft's runs in this process.</exception>
    public static void Prepare()
    {
        if (isReady) return;
        if (Kernel.Root is not CompositeKernel engine) throw new InvalidOperationException("want a cell of Microsoft's notebook engine, got another program; run a notebook with it");
        Assembly[] assemblies = Load();
        (Kernel csharp, Kernel fsharp) = (Child(engine, "csharp"), Child(engine, "fsharp"));
        OpenCSharp(csharp, assemblies);
        OpenFSharp(fsharp, assemblies);
        var formats = new ValueFormats();
        new ResultFormats().Register();
        Link(csharp, CellLanguage.CSharp, formats);
        Link(fsharp, CellLanguage.FSharp, formats);
        ShareByStaticType(csharp, fsharp);
        isReady = true;
    }

    private static Kernel Child(CompositeKernel engine, string name) => engine.ChildKernels.Single(kernel => kernel.Name == name);

    /// <summary>Loads what cells use into the default context, beside the engine itself, so that C#, F# and this assembly share every type.</summary>
    private static Assembly[] Load()
    {
        var resolver = new AssemblyDependencyResolver(typeof(MicrosoftEngine).Assembly.Location);

        // The engine's FSharp.Core is older than the one that Plotly.NET was built for, and there can be one only.
        Assembly fsharpCore = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("FSharp.Core"));
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == fsharpCore.GetName().Name ? fsharpCore
            : resolver.ResolveAssemblyToPath(name) is string file ? context.LoadFromAssemblyPath(file)
            : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => resolver.ResolveUnmanagedDllToPath(name) is string file ? NativeLibrary.Load(file) : 0;

        // TorchSharp looks for libtorch beside the program, which is Microsoft's.
        foreach (string library in (string[])["libc10", "libtorch_cpu", "libtorch", "LibTorchSharp"])
            if (resolver.ResolveUnmanagedDllToPath(library) is string file) NativeLibrary.Load(file);

        // With all they reference, except for this assembly's own room, whose references are the engine's business.
        var loaded = new Dictionary<string, Assembly>();
        var pending = new Stack<string>(Prelude.Assemblies);
        while (pending.TryPop(out string? name))
        {
            if (loaded.ContainsKey(name) || resolver.ResolveAssemblyToPath(new AssemblyName(name)) is null) continue;
            loaded[name] = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
            foreach (AssemblyName reference in loaded[name].GetReferencedAssemblies()) pending.Push(reference.Name!);
        }

        return [.. loaded.Values, typeof(Notebook.Cell).Assembly];
    }

    private static void OpenCSharp(Kernel csharp, Assembly[] assemblies)
    {
        csharp.GetType().GetMethod("AddAssemblyReferences")!.Invoke(csharp, [assemblies.Select(assembly => assembly.Location).ToArray()]);
        bool isShared = false;
        csharp.AddMiddleware(async (command, context, next) =>
        {
            if (!isShared) isShared = Share(csharp, assemblies);
            await next(command, context).ConfigureAwait(false);
        });
        csharp.DeferCommand(new SubmitCode(Prelude.CSharp, csharp.Name));
    }

    private static void OpenFSharp(Kernel fsharp, Assembly[] assemblies) =>
        fsharp.DeferCommand(new SubmitCode(string.Concat(assemblies.Select(assembly => $"#r @\"{assembly.Location}\"\n")) + Prelude.FSharp, fsharp.Name));

    /// <summary>
    /// C# scripts would load a second copy of every assembly by its path, and nothing could be shared with F#. Roslyn's loader takes
    /// loaded ones, but the engine keeps it to itself.
    /// </summary>
    /// <returns>Whether the first script had run, which makes the loader.</returns>
    private static bool Share(Kernel csharp, Assembly[] assemblies)
    {
        if (Value(csharp, "ScriptState") is not object state) return false;
        object loader = Value(Value(Value(state, "Script")!, "Builder")!, "_assemblyLoader")!;
        MethodInfo register = loader.GetType().GetMethod("RegisterDependency", Any, [typeof(Assembly)])!;
        foreach (Assembly assembly in assemblies) register.Invoke(loader, [assembly]);
        return true;
    }

    /// <summary>F# would define a shared variable by its value's own type, and drop one whose type it cannot name without a word.</summary>
    private static void ShareByStaticType(Kernel csharp, Kernel fsharp) => fsharp.AddMiddleware(async (command, context, next) =>
    {
        if (command is not SendValue { Value: object value } sent || TypeOf(csharp, value) is not Type type)
        {
            await next(command, context).ConfigureAwait(false);
            return;
        }

        try
        {
            await fsharp.SendAsync(new SubmitCode(SharedValues.FSharpDefinition(sent.Name, type, value), fsharp.Name)).ConfigureAwait(false);
        }
        catch (ArgumentException unnamed)
        {
            context.Fail(context.Command, null, unnamed.Message);
        }
    });

    // The static type of the C# variable that holds a value.
    private static Type? TypeOf(Kernel csharp, object value) => Value(csharp, "ScriptState") is object state
        ? ((IEnumerable)Value(state, "Variables")!).Cast<object>().Where(variable => ReferenceEquals(Value(variable, "Value"), value)).Select(variable => (Type)Value(variable, "Type")!).LastOrDefault()
        : null;

    private static object? Value(object of, string name)
    {
        for (Type? type = of.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is FieldInfo field) return field.GetValue(of);
            if (type.GetProperty(name, Any | BindingFlags.DeclaredOnly) is PropertyInfo property) return property.GetValue(of);
        }

        throw new MissingMemberException(of.GetType().FullName, name);
    }

    /// <summary>Tells <see cref="Notebook.Cell"/> of every cell that runs, and hands on what it displays.</summary>
    private static void Link(Kernel kernel, CellLanguage language, ValueFormats formats) => kernel.AddMiddleware(async (command, context, next) =>
    {
        if (command is not SubmitCode code || Notebook.Cell.Link is not null)
        {
            await next(command, context).ConfigureAwait(false);
            return;
        }

        using (Notebook.Cell.Begin(new CellLink(code.Code, Interlocked.Increment(ref runs), context.CancellationToken, output => Publish(context, command, output), formats.Bundle, language)))
            await next(command, context).ConfigureAwait(false);
    });

    private static void Publish(KernelInvocationContext context, KernelCommand command, CellOutput output)
    {
        if (output is not CellOutput.Display display) return;
        FormattedValue[] forms = [.. display.Data.Content.Select(form => new FormattedValue(form.Key, form.Value))];
        context.Publish(display.IsUpdate
            ? new DisplayedValueUpdated(null, display.DisplayId, command, forms)
            : new DisplayedValueProduced(null, command, forms, display.DisplayId));
    }
}

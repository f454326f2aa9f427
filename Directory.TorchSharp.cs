using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// MSBuild task: writes a copy of TorchSharp.dll whose methods keep alive, until they return, the objects whose native handles
/// they have read.
/// </summary>
/// <remarks>
/// TorchSharp gives libtorch bare pointers: <c>THSTensor_add_(Handle, other.Handle, alpha.Handle)</c>. Once a handle is read
/// the object behind it is garbage, although libtorch is about to follow the pointer. If another thread allocates at that moment, a
/// collection starts, the finalizer frees the number or tensor, and libtorch reads freed memory: "Expected false to be true" and
/// "Unknown scalar type" from Scalar.h, or wrong numbers without a word. <see cref="GC.KeepAlive"/> at the end of each such method is what the
/// documentation of P/Invoke asks for; it costs nothing at run time. The original in the NuGet cache is never touched.
/// </remarks>
public class KeepTorchHandlesAlive : Task
{
    /// <summary>TorchSharp.dll as the package has it.</summary>
    [Required] public string Source { get; set; }

    /// <summary>Where the copy goes; a path that names the package's version, because an existing copy is used as it is.</summary>
    [Required] public string Destination { get; set; }

    public override bool Execute()
    {
        if (File.Exists(Destination)) return true;
        using (AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Source))
        {
            ModuleDefinition module = assembly.MainModule;
            var collector = new TypeReference(nameof(System), nameof(GC), module, module.TypeSystem.CoreLibrary);
            var keepAlive = new MethodReference(nameof(GC.KeepAlive), module.TypeSystem.Void, collector);
            keepAlive.Parameters.Add(new ParameterDefinition(module.TypeSystem.Object));
            int changed = module.GetTypes().SelectMany(type => type.Methods).ToArray().Count(method => KeepAlive(method, keepAlive));
            if (changed == 0)
            {
                Log.LogError("{0}: no method reads a native handle; is this TorchSharp? Build with -p:RewriteTorchSharp=never if a newer one keeps its handles alive itself", Source);
                return false;
            }

            // A temporary name first: a build killed halfway must not leave half an assembly for the next one.
            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            string temporary = Destination + "." + System.Diagnostics.Process.GetCurrentProcess().Id;
            assembly.Write(temporary);
            if (!File.Exists(Destination)) File.Move(temporary, Destination);
            else File.Delete(temporary);
            Log.LogMessage(MessageImportance.Normal, "TorchSharp: {0} methods keep alive what they hand to libtorch: {1}", changed, Destination);
        }

        return true;
    }

    private static bool KeepAlive(MethodDefinition method, MethodReference keepAlive)
    {
        if (!method.HasBody || !method.Body.Instructions.Any(instruction => ReadsHandle(instruction) || CallsNative(instruction))) return false;
        MethodBody body = method.Body;
        LengthenBranches(body);
        ILProcessor code = body.GetILProcessor();

        // Objects that are on the stack alone, such as the number of `x + 0.5`: a local of its own for each reading.
        var kept = new List<(OpCode Load, object Object)>();
        foreach (Instruction reading in body.Instructions.Where(ReadsHandle).ToArray())
        {
            var local = new VariableDefinition(((MemberReference)reading.Operand).DeclaringType);
            body.Variables.Add(local);
            body.InitLocals = true;
            Before(code, reading, code.Create(OpCodes.Dup), code.Create(OpCodes.Stloc, local));
            kept.Add((OpCodes.Ldloc, local));
        }

        // Arguments too: a list of tensors becomes an array of handles in a method of its own.
        if (method.HasThis && !method.DeclaringType.IsValueType) kept.Add((OpCodes.Ldarg, body.ThisParameter));
        kept.AddRange(method.Parameters.Where(parameter => IsObject(parameter.ParameterType)).Select(parameter => (OpCodes.Ldarg, (object)parameter)));

        foreach (Instruction end in body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToArray())
            Before(code, end, kept.SelectMany(one => new[] { Create(code, one.Load, one.Object), code.Create(OpCodes.Call, keepAlive) }).ToArray());
        return true;
    }

    // Short branches might not reach over what is added.
    private static void LengthenBranches(MethodBody body)
    {
        foreach (Instruction branch in body.Instructions.Where(instruction => instruction.OpCode.OperandType == OperandType.ShortInlineBrTarget))
            branch.OpCode = (OpCode)typeof(OpCodes).GetField(branch.OpCode.Code.ToString().Replace("_S", "")).GetValue(null);
    }

    // The instruction turns into the first of what is added, and a copy of it follows: so every jump to it, and every block
    // that begins or ends at it, takes in what is added.
    private static void Before(ILProcessor code, Instruction at, params Instruction[] added)
    {
        if (added.Length == 0) return;
        Instruction copy = Create(code, at.OpCode, at.Operand), last = at;
        (at.OpCode, at.Operand) = (added[0].OpCode, added[0].Operand);
        foreach (Instruction next in added.Skip(1).Append(copy))
        {
            code.InsertAfter(last, next);
            last = next;
        }
    }

    private static Instruction Create(ILProcessor code, OpCode opCode, object operand)
    {
        Instruction made = code.Create(OpCodes.Nop);
        (made.OpCode, made.Operand) = (opCode, operand);
        return made;
    }

    // A pointer read from an object: a field, or a property such as Tensor.Handle.
    private static bool ReadsHandle(Instruction instruction)
    {
        if (instruction.Operand is FieldReference field) return instruction.OpCode == OpCodes.Ldfld && IsPointer(field.FieldType) && IsOwn(field.DeclaringType);
        return instruction.Operand is MethodReference method && method.HasThis && method.Name.StartsWith("get_", StringComparison.Ordinal)
            && method.Parameters.Count == 0 && IsPointer(method.ReturnType) && IsOwn(method.DeclaringType);
    }

    private static bool CallsNative(Instruction instruction) => instruction.Operand is MethodDefinition method && method.IsPInvokeImpl;

    private static bool IsPointer(TypeReference type) => type.MetadataType == MetadataType.IntPtr;

    // A class of TorchSharp's: the fields of a structure are read through its address, and keep nothing alive.
    private static bool IsOwn(TypeReference type) => type.Resolve() is TypeDefinition definition && !definition.IsValueType && definition.Module == type.Module;

    private static bool IsObject(TypeReference type) => !type.IsValueType && !type.IsByReference && !type.IsPointer && !type.IsGenericParameter;
}

using System.Runtime.InteropServices;

namespace Csa.Data.Files;

/// <summary>Recognises devices, pipes and sockets, which a rename over them would destroy.</summary>
internal static class SpecialFile
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;
    // The same on every processor, unlike stat's.
    private const int StructureBytes = 256, ModeAt = 28;
    private const int TypeBits = 0xF000, Folder = 0x4000, Regular = 0x8000;

    /// <summary>
    /// True if the path, or the target of its link, exists and is neither a file nor a folder. Always false except on Linux.
    /// </summary>
    /// <param name="path">Any path.</param>
    public static bool Exists(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var facts = new byte[StructureBytes];
        if (ReadFacts(CurrentFolder, path, 0, TypeOnly, facts) != 0) return false;
        return (BitConverter.ToUInt16(facts, ModeAt) & TypeBits) is not (Folder or Regular);
    }

    [DllImport("libc.so.6", EntryPoint = "statx")]
    private static extern int ReadFacts(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] facts);
}

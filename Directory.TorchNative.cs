using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// MSBuild task: writes a copy of TorchSharp's bridge (an ELF shared library) that loads with GCC 12's libstdc++.
/// </summary>
/// <remarks>
/// The bridge imports one symbol of version GLIBCXX_3.4.32: <c>_ZSt21ios_base_library_initv</c>. It only makes sure that
/// cout and its kin are initialised, which older libraries do through <c>std::ios_base::Init</c>'s constructor. The copy
/// imports that constructor (version GLIBCXX_3.4) in its place: two edits, to the symbol's name in the string table and
/// to the version entry that it refers to. The file's size and layout stay as they are.
/// </remarks>
public class RebindTorchSharpBridge : Task
{
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private const string PresentVersion = "GLIBCXX_3.4";
    private const string MissingSymbol = "_ZSt21ios_base_library_initv";
    private const string PresentSymbol = "_ZNSt8ios_base4InitC1Ev"; // shorter than the name that it overwrites

    /// <summary>The bridge as the package has it.</summary>
    [Required] public string Source { get; set; }

    /// <summary>Where the rebound copy goes; a path that names the package's version, because an existing copy is used as it is.</summary>
    [Required] public string Destination { get; set; }

    /// <summary>Rebind even where this machine's libstdc++ is new enough.</summary>
    public bool Always { get; set; }

    /// <summary>True when <see cref="Destination"/> exists and is to be used.</summary>
    [Output] public bool Rebound { get; set; }

    public override bool Execute()
    {
        if (!Always && SystemProvides(MissingVersion)) return true;
        if (File.Exists(Destination))
        {
            Rebound = true;
            return true;
        }

        byte[] image = File.ReadAllBytes(Source);
        bool changed;
        try
        {
            changed = new ElfImports(image).Rebind(MissingSymbol, MissingVersion, PresentSymbol, PresentVersion);
        }
        catch (InvalidDataException unexpected)
        {
            Log.LogError("cannot rebind {0}: {1}; a newer TorchSharp may not need it: build with -p:RebindTorchSharp=never", Source, unexpected.Message);
            return false;
        }

        if (!changed) return true;
        WriteWhole(image);
        Log.LogMessage(MessageImportance.Normal, "TorchSharp's bridge rebound for this system's libstdc++: {0}", Destination);
        Rebound = true;
        return true;
    }

    // A temporary name first: a build killed halfway must not leave half a library for the next one.
    private void WriteWhole(byte[] image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        string temporary = Destination + "." + Process.GetCurrentProcess().Id;
        File.WriteAllBytes(temporary, image);
        if (File.Exists(Destination)) File.Delete(Destination);
        File.Move(temporary, Destination);
    }

    // The version names a libstdc++ defines stand in it as plain text.
    private static bool SystemProvides(string version)
    {
        string[] folders =
        {
            "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib",
        };
        string library = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        if (library == null) return false;
        string text = Encoding.GetEncoding("iso-8859-1").GetString(File.ReadAllBytes(library));
        return text.Contains("\0" + version + "\0");
    }

    /// <summary>The dynamic imports of a little-endian 64-bit ELF file, edited in place.</summary>
    private sealed class ElfImports
    {
        private const uint SectionDynamicSymbols = 11, SectionVersionsNeeded = 0x6ffffffe, SectionSymbolVersions = 0x6fffffff;
        private const int SymbolSize = 24;

        private readonly byte[] image;

        public ElfImports(byte[] image) => this.image = image;

        /// <summary>Replaces one import; false when the file does not need the missing version at all.</summary>
        public bool Rebind(string missingSymbol, string missingVersion, string presentSymbol, string presentVersion)
        {
            long symbols = Section(SectionDynamicSymbols), needs = Section(SectionVersionsNeeded), versions = Section(SectionSymbolVersions);
            long strings = Offset(SectionAt((int)UInt32(symbols + 0x28)));

            VersionNeed[] needed = VersionsNeeded(needs, strings).ToArray();
            VersionNeed missing = needed.FirstOrDefault(need => need.Name == missingVersion);
            if (missing == null) return false;
            VersionNeed present = needed.FirstOrDefault(need => need.Name == presentVersion);
            if (present == null) throw new InvalidDataException("it needs no " + presentVersion);

            long count = Int64(symbols + 0x20) / SymbolSize;
            for (long i = 0; i < count; i++)
            {
                if ((UInt16(Offset(versions) + 2 * i) & 0x7fff) != missing.Index) continue;
                long name = strings + UInt32(Offset(symbols) + SymbolSize * i);
                if (Text(name) != missingSymbol) throw new InvalidDataException("it imports " + Text(name) + " as well");
                Encoding.ASCII.GetBytes(presentSymbol + "\0").CopyTo(image, name);
            }

            // The version entry: hash at +0, name at +8.
            Array.Copy(image, present.Entry, image, missing.Entry, 4);
            Array.Copy(image, present.Entry + 8, image, missing.Entry + 8, 4);
            return true;
        }

        private sealed class VersionNeed
        {
            public string Name;
            public int Index;
            public long Entry;
        }

        // Two nested linked lists: libraries, and in each the versions it must provide.
        private IEnumerable<VersionNeed> VersionsNeeded(long section, long strings)
        {
            long library = Offset(section);
            for (uint i = 0; i < UInt32(section + 0x2C); i++)
            {
                long entry = library + UInt32(library + 8);
                int versions = UInt16(library + 2);
                for (int j = 0; j < versions; j++)
                {
                    yield return new VersionNeed { Name = Text(strings + UInt32(entry + 8)), Index = UInt16(entry + 6), Entry = entry };
                    entry += UInt32(entry + 12);
                }

                library += UInt32(library + 12);
            }
        }

        private long SectionAt(int index) => Int64(0x28) + (long)index * UInt16(0x3A);

        private long Section(uint type)
        {
            int count = UInt16(0x3C);
            for (int i = 0; i < count; i++)
                if (UInt32(SectionAt(i) + 4) == type) return SectionAt(i);
            throw new InvalidDataException("no ELF section of type 0x" + type.ToString("x"));
        }

        private long Offset(long section) => Int64(section + 0x18);

        private int UInt16(long at) => BitConverter.ToUInt16(image, (int)at);

        private uint UInt32(long at) => BitConverter.ToUInt32(image, (int)at);

        private long Int64(long at) => BitConverter.ToInt64(image, (int)at);

        private string Text(long at)
        {
            int end = Array.IndexOf(image, (byte)0, (int)at);
            return Encoding.ASCII.GetString(image, (int)at, end - (int)at);
        }
    }
}

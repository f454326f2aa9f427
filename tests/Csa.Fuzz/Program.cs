// Coverage-guided fuzzing of every reader of foreign files, by hand and for hours (the short, random kind is in
// Csa.Properties and runs with the tests). Any bytes must give a value or a BadInputException of one line, within five
// seconds and in proportionate memory; anything else counts as a crash. On Debian, once:
//
//   apt-get install afl++ && dotnet tool install --tool-path tools SharpFuzz.CommandLine
//   dotnet build tests/Csa.Fuzz -c Release && cp -rL tests/Csa.Fuzz/bin/Release/net10.0 fuzz   (a copy: it is rewritten)
//   for part in Csa Csa.Data Csa.Book Csa.Figures SixLabors.ImageSharp; do tools/sharpfuzz fuzz/$part.dll; done
//
// and for each READER of safetensors, pth, config, image, mask, notebook, dib, log:
//
//   tests/Csa.Fuzz/bin/Release/net10.0/Csa.Fuzz seeds READER seeds/READER
//   mkdir -p found && AFL_SKIP_BIN_CHECK=1 afl-fuzz -i seeds/READER -o found/READER -t 60000 -m none -V 600 fuzz/Csa.Fuzz READER
//   tests/Csa.Fuzz/bin/Release/net10.0/Csa.Fuzz replay READER found/READER/default/crashes/id*   (what each does, in what time)
//
// Skia, behind some images, is native and not instrumented: there the mutations are blind, the checks are not.
using System.Diagnostics;
using Csa.Fuzz;
using SharpFuzz;

if (args is ["seeds", string kind, string folder])
{
    Directory.CreateDirectory(folder);
    foreach ((int i, byte[] seed) in Readers.All[kind].Seeds().Index()) File.WriteAllBytes(Path.Combine(folder, $"{i:D3}"), seed);
    return 0;
}

if (args is ["replay", string replayed, .. string[] files])
{
    foreach (string file in files)
    {
        var watch = Stopwatch.StartNew();
        string outcome;
        try
        {
            outcome = Readers.Feed(Readers.All[replayed], File.ReadAllBytes(file)) ?? "is read";
        }
        catch (Exception fault)
        {
            outcome = $"FAULT {fault.GetType().Name}: {fault.Message}";
        }

        Console.WriteLine($"{watch.ElapsedMilliseconds,6} ms  {Path.GetFileName(file)}: {outcome}");
    }

    return 0;
}

Reader reader = Readers.All[args[0]];
Fuzzer.OutOfProcess.Run(stream =>
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    Readers.Feed(reader, bytes.ToArray());
});
return 0;

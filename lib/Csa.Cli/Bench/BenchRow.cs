using System.Globalization;
using System.Text;
using Csa.Data;
using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Cli.Bench;

/// <summary>One measured ratio.</summary>
/// <param name="Subject">What is measured.</param>
/// <param name="Seconds">Its median.</param>
/// <param name="Against">What it is compared with, in the same run.</param>
/// <param name="AgainstSeconds">Its median.</param>
internal sealed record BenchRow(string Subject, double Seconds, string Against, double AgainstSeconds)
{
    /// <summary>Subject over comparison.</summary>
    public double Ratio => Seconds / AgainstSeconds;

    /// <summary>Times two pieces of work in turns.</summary>
    /// <param name="rounds">The number of timings of each.</param>
    /// <param name="subject">What is measured.</param>
    /// <param name="work">Does it once.</param>
    /// <param name="against">What it is compared with.</param>
    /// <param name="other">Does that once.</param>
    public static BenchRow Measure(int rounds, string subject, Action work, string against, Action other)
    {
        double[] seconds = Interleaved.MedianSeconds(rounds, work, other);
        return new BenchRow(subject, seconds[0], against, seconds[1]);
    }

    /// <summary>Writes rows as CSV, with the machine that they were measured on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows, in order.</param>
    /// <param name="threads">Torch's threads.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<BenchRow> rows, int threads)
    {
        var csv = new StringBuilder("subject,milliseconds,against,against_milliseconds,ratio,threads,cpu\n");
        foreach (BenchRow row in rows)
        {
            csv.Append(CsvLine.Quoted(row.Subject)).Append(CultureInfo.InvariantCulture, $",{1e3 * row.Seconds:F2},").Append(CsvLine.Quoted(row.Against))
                .Append(CultureInfo.InvariantCulture, $",{1e3 * row.AgainstSeconds:F2},{row.Ratio:F3},{threads},").Append(CsvLine.Quoted(Processor.Here.Name)).Append('\n');
        }

        AtomicFile.WriteText(path, csv.ToString());
    }
}

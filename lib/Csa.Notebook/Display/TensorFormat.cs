using System.Globalization;
using System.Net;
using System.Text;
using Csa.Book.Documents;
using static TorchSharp.torch;

namespace Csa.Notebook.Display;

/// <summary>Shows tensors as shape, dtype, range and a small table.</summary>
internal static class TensorFormat
{
    private const int MaxRows = 6, MaxColumns = 8;

    /// <summary>Text and HTML of a tensor.</summary>
    public static MimeBundle Of(Tensor tensor) => new(new Dictionary<string, string> { ["text/plain"] = Text(tensor), ["text/html"] = Html(tensor) });

    /// <summary>A line that describes the tensor, then one line for each row.</summary>
    public static string Text(Tensor tensor)
    {
        string[][] cells = Cells(tensor);
        if (cells.Length == 0) return Head(tensor);
        int width = cells.Max(row => row.Max(cell => cell.Length));
        var text = new StringBuilder(Head(tensor));
        foreach (string[] row in cells) text.Append('\n').Append(string.Join("  ", row.Select(cell => cell.PadLeft(width))));
        return text.ToString();
    }

    /// <summary>The same as a table.</summary>
    public static string Html(Tensor tensor)
    {
        var html = new StringBuilder($"<div>{WebUtility.HtmlEncode(Head(tensor))}</div>");
        string[][] cells = Cells(tensor);
        if (cells.Length == 0) return html.ToString();
        html.Append("<table>");
        foreach (string[] row in cells) html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td style=\"text-align:right\">{cell}</td>")).Append("</tr>");
        return html.Append("</table>").ToString();
    }

    private static string Head(Tensor tensor)
    {
        string head = $"[{string.Join(", ", tensor.shape)}] {tensor.dtype.ToString().ToLowerInvariant()} on {tensor.device}";
        if (tensor.numel() == 0 || tensor.is_complex()) return head;
        using var scope = NewDisposeScope();
        Tensor values = tensor.detach().to(ScalarType.Float64).cpu().flatten();
        Tensor finite = values[isfinite(values)];
        long odd = values.numel() - finite.numel();
        if (finite.numel() > 0) head += $", {Number(finite.min().item<double>())} … {Number(finite.max().item<double>())}, mean {Number(finite.mean().item<double>())}";
        if (odd > 0) head += $", {odd} not finite";
        if (tensor.dim() > 2) head += $"; [{string.Join(", ", Enumerable.Repeat("0", (int)tensor.dim() - 2))}, :, :] is";
        return head;
    }

    /// <summary>The corner of the first plane; a scalar is one cell.</summary>
    private static string[][] Cells(Tensor tensor)
    {
        if (tensor.numel() == 0) return [];
        if (tensor.is_complex()) return [];
        using var scope = NewDisposeScope();
        Tensor plane = tensor.detach();
        while (plane.dim() > 2) plane = plane[0];
        while (plane.dim() < 2) plane = plane.unsqueeze(0);
        (long rows, long columns) = (plane.shape[0], plane.shape[1]);
        plane = plane.narrow(0, 0, Math.Min(rows, MaxRows)).narrow(1, 0, Math.Min(columns, MaxColumns)).to(ScalarType.Float64).cpu();
        var lines = new List<string[]>();
        for (int i = 0; i < plane.shape[0]; i++)
        {
            IEnumerable<string> line = Enumerable.Range(0, (int)plane.shape[1]).Select(j => Number(plane[i, j].item<double>()));
            lines.Add([.. columns > MaxColumns ? line.Append("…") : line]);
        }

        if (rows > MaxRows) lines.Add([.. Enumerable.Repeat("…", lines[0].Length)]);
        return [.. lines];
    }

    private static string Number(double value) => value.ToString(value == Math.Round(value) && Math.Abs(value) < 1e9 ? "0" : "G4", CultureInfo.InvariantCulture);
}

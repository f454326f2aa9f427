using System.CommandLine;
using Csa.Book.Documents;
using Csa.Book.Pages;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook html</c>: notebooks as a book that opens from a folder.</summary>
internal static class NotebookHtmlCommand
{
    public static Command Create()
    {
        var defaults = new BookOptions();
        Argument<string[]> files = NotebookCommand.Files();
        var output = new Option<DirectoryInfo>("--out") { Description = "The folder for the pages", Required = true };
        var title = new Option<string>("--title") { Description = "The book's title", DefaultValueFactory = _ => defaults.Title };
        var subtitle = new Option<string>("--subtitle") { Description = "One sentence under it", DefaultValueFactory = _ => defaults.Subtitle };
        var cover = new Option<string?>("--cover") { Description = "A picture under the title; else figures/strip.png beside the first notebook" };
        var command = new Command("html", HelpText.WithExample(
            "Write notebooks as pages with equations, coloured code, figures and charts: one folder, no network needed.", "csa notebook html notebooks --out book"))
        {
            files, output, title, subtitle, cover,
        };
        command.SetAction(parsed =>
        {
            BookSummary book = NotebookBook.Write(NotebookFiles.Find(parsed.GetRequiredValue(files)), parsed.GetRequiredValue(output).FullName, defaults with
            {
                Title = parsed.GetRequiredValue(title),
                Subtitle = parsed.GetRequiredValue(subtitle),
                Cover = parsed.GetValue(cover),
            });
            Terminal.Line(FormattableString.Invariant($"{book.Index}: {book.Pages} pages, {book.Pictures} pictures, {book.Bytes / 1e6:F1} MB"));
            return ExitCode.Done;
        });
        return command;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Desk;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>
/// Sentences with their meaning, written before anything was run on them: how many are of the right class, and how many
/// come to the right tool, object, place and time as well. <c>docs/language.md</c> keeps the figures of every run.
/// </summary>
public sealed class SentencesTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sentences.txt", 0.98, 0.96)]
    [InlineData("SentencesSecond.txt", 0.76, 0.66)]
    public async Task Sentences_OfASet_AreUnderstoodAsOftenAsPromised(string file, double classes, double whole)
    {
        var rows = File.ReadLines(Path.Combine(Here(), file)).Where(line => line.Contains('|'))
            .Select(LabelledSentence.Of).ToList();
        var misread = new List<string>();
        var ofOtherClass = 0;
        foreach (var row in rows)
        {
            var (heard, last) = await HearAsync(row.Turns);
            var isClass = row.IsOfItsClass(heard, last);
            ofOtherClass += isClass ? 0 : 1;
            if (!isClass || row.Misread(heard) is { Length: > 0 })
            {
                misread.Add($"{(isClass ? "slot " : "CLASS")} {row.Line}\n      {Brief(heard)} {row.Misread(heard)}");
            }
        }

        var rightClass = 1 - ((double)ofOtherClass / rows.Count);
        var right = 1 - ((double)misread.Count / rows.Count);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{file}: {rows.Count} sentences, class {rightClass:P1}, whole {right:P1}"));
        output.WriteLine(string.Join('\n', misread));
        rightClass.ShouldBeGreaterThanOrEqualTo(classes);
        right.ShouldBeGreaterThanOrEqualTo(whole);
    }

    private static async Task<(Heard Heard, string Last)> HearAsync(IReadOnlyList<string> turns)
    {
        var intake = new SentenceIntake(SentenceWorlds.All);
        var listener = new Listener(["*"], "prod-us-east");
        Heard heard = new Heard.Farewell("");
        foreach (var turn in turns)
        {
            heard = await intake.ReadAsync(turn, listener, Token);
            listener = listener with { Before = heard.About ?? listener.Before };
        }

        return (heard, turns[^1]);
    }

    private static string Brief(Heard heard) => heard switch
    {
        Heard.Answer answer =>
            $"answer {LabelledSentence.Tool(heard)} {answer.Text.Split('\n')[0][..Math.Min(110, answer.Text.Split('\n')[0].Length)]}",
        Heard.Trouble trouble => $"trouble {trouble.Signal.Subject} {trouble.Signal.At:HH:mm}",
        Heard.ChangeAsked { Wish: var wish } =>
            $"change {wish.Verb} {wish.Kind} {wish.Namespace}/{wish.Name} {string.Join(',', wish.With)}",
        Heard.Ambiguous ambiguous => $"ambiguous {ambiguous.Question}",
        Heard.Unclear unclear => $"unclear {unclear.Text[..Math.Min(130, unclear.Text.Length)]}",
        Heard.HealthAsked asked => $"health {string.Join(',', asked.Clusters)} {asked.Namespace}",
        _ => heard.GetType().Name,
    };

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

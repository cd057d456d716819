using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// Prepares changes of files in the repositories that objects come from, and pushes them once they are approved. Only
/// the gate has it: to these repositories there is no other way.
/// </summary>
internal sealed class PullRequests(GitOpsOptions options, TimeProvider time)
{
    private const int Around = 3;

    private readonly Git git = new(options, time);
    private readonly ConcurrentDictionary<string, RepositoryCopy> copies = new(StringComparer.Ordinal);

    /// <summary>Reads the repository and makes the commit; nothing is pushed.</summary>
    public async Task<Proposal> ProposeAsync(ProposedChange wanted, CancellationToken cancellationToken)
    {
        if (options.Repositories.FirstOrDefault(repository => Fits(repository, wanted)) is not { } settings)
        {
            return new Proposal.None("no repository is named for it: add one to GitOps:Repositories");
        }

        var folder = settings.Folder.Replace(
            "{namespace}", wanted.Sought.Target.Namespace ?? "", StringComparison.Ordinal)
            .Replace("{app}", wanted.App ?? "", StringComparison.Ordinal).Trim('/');
        if (folder.Length > 0 && !RefName.IsPath(folder))
        {
            return new Proposal.None($"its folder in the repository ({Printable(folder)}) is no plain path");
        }

        try
        {
            return await ProposeAsync(wanted, settings, folder, cancellationToken);
        }
        catch (RepositoryException failed)
        {
            return new Proposal.None($"the repository {settings.Url} could not be used: {failed.Message}");
        }
    }

    /// <summary>Pushes the commit that was planned, where the file is still as it was then.</summary>
    public async Task<StepOutcome> PushAsync(PullRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (CopyOf(request) is not { } copy || !RefName.IsOurs(request.Branch))
            {
                return new StepOutcome(
                    StepResult.Refused,
                    $"Nothing was pushed: {request.Remote} is not among GitOps:Repositories any more.");
            }

            if ((await copy.TipsAsync([request.Branch], cancellationToken))
                .GetValueOrDefault(request.Branch) is { } there)
            {
                return there == request.Commit
                    ? new StepOutcome(
                        StepResult.Already,
                        $"Branch {request.Branch} is there already, at {Short(there)}; nothing was pushed.")
                    : new StepOutcome(
                        StepResult.Refused,
                        $"Nothing was pushed: branch {request.Branch} is there with somebody's commit {Short(there)}.");
            }

            var tip = await copy.FetchAsync(cancellationToken);
            if (!await copy.HasAsync(request.Commit, cancellationToken) ||
                await copy.BlobAsync(tip, request.Path, cancellationToken) != request.Blob)
            {
                return new StepOutcome(
                    StepResult.Stale,
                    $"{request.Path} has changed on {request.Base} since the plan was made, or the copy of the repository is gone.");
            }

            await copy.PushAsync(request.Commit, request.Branch, cancellationToken);
            return new StepOutcome(
                StepResult.Written,
                $"Branch {request.Branch} was pushed to {request.Remote}, one commit ({Short(request.Commit)}) on {request.Base}.");
        }
        catch (RepositoryException failed)
        {
            return new StepOutcome(
                failed.IsUnclear ? StepResult.OutcomeUnknown : StepResult.Refused,
                failed.IsUnclear
                    ? $"It is not known whether the branch was pushed: {failed.Message}."
                    : $"Nothing was pushed: {failed.Message}.");
        }
    }

    /// <summary>Whether the branch is there, read from the repository itself.</summary>
    public async Task<StepSighting> LookAsync(PullRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return CopyOf(request) is not { } copy ? StepSighting.CannotTell
                : (await copy.TipsAsync([request.Branch], cancellationToken))
                    .GetValueOrDefault(request.Branch) is not { } there ? StepSighting.NotHappened
                : there == request.Commit ? StepSighting.Happened : StepSighting.Changed;
        }
        catch (RepositoryException)
        {
            return StepSighting.CannotTell;
        }
    }

    private async Task<Proposal> ProposeAsync(
        ProposedChange wanted, RepositoryOptions settings, string folder, CancellationToken cancellationToken)
    {
        var copy = CopyOf(settings);
        var commit = await copy.FetchAsync(cancellationToken);
        var place = ManifestFinder.Find(await copy.FilesAsync(commit, folder, cancellationToken), wanted.Sought);
        if (place is not Whereabouts.Found found)
        {
            return new Proposal.None(place is Whereabouts.Unclear unclear ? unclear.Why : "it was not found");
        }

        // Shown, approved and pushed are the same: what may not be shown is not proposed.
        if (Hidden(found))
        {
            return new Proposal.None(
                $"the change of {found.File.Path} holds what looks like a credential, which KAOS neither shows nor commits");
        }

        var branch = RefName.Of(
            wanted.IncidentId,
            $"{settings.Url}|{found.File.Path}|{string.Join('|', wanted.Sought.Changes.Select(Key))}");
        if ((await copy.TipsAsync([branch], cancellationToken)).ContainsKey(branch))
        {
            return new Proposal.None(
                $"branch {branch} at {settings.Url} holds this change already: review and merge it");
        }

        var (title, text) = PullRequestText.Of(wanted, found.File.Path);
        var made = await copy.CommitAsync(
            commit, found.File, found.After, $"{title}\n\n{text}", wanted.At, options, cancellationToken);
        var around = found.HidesAround || Redaction.Of(found.File.Text) != found.File.Text ? 0 : Around;
        return new Proposal.Ready(
            new PullRequest
            {
                Action = wanted.Action,
                Tool = wanted.Tool,
                IncidentId = wanted.IncidentId,
                Remote = settings.Url,
                Base = settings.Branch,
                BaseCommit = commit,
                Branch = branch,
                Commit = made,
                Path = found.File.Path,
                Blob = found.File.Blob,
                Title = title,
                Text = text,
            },
            UnifiedDiff.Of($"a/{found.File.Path}", $"b/{found.File.Path}", found.File.Text, found.After, around),
            found.Warnings);
    }

    private static bool Hidden(Whereabouts.Found found)
    {
        var changed = UnifiedDiff.Of("", "", found.File.Text, found.After, 0);
        return Redaction.Of(changed) != changed;
    }

    private RepositoryCopy? CopyOf(PullRequest request) =>
        options.Repositories.FirstOrDefault(repository =>
            repository.Url == request.Remote && repository.Branch == request.Base) is { } settings
            ? CopyOf(settings)
            : null;

    private RepositoryCopy CopyOf(RepositoryOptions settings) => copies.GetOrAdd(
        $"{settings.Url} {settings.Branch}", _ => new RepositoryCopy(
            git, settings, RepositoryCopy.FolderOf(options.Folder, $"{settings.Url} {settings.Branch}")));

    private static bool Fits(RepositoryOptions repository, ProposedChange wanted) =>
        Place.Fits([.. repository.Clusters], wanted.Cluster) &&
            Place.Fits([.. repository.Namespaces], wanted.Sought.Target.Namespace ?? "")
        && (repository.Apps.Count == 0 || (wanted.App is { } app && Place.Fits([.. repository.Apps], app)));

    private static string Key(FieldChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{change}={change.New?.ToJsonString()}");

    private static string Short(string commit) => commit[..Math.Min(12, commit.Length)];

    private static string Printable(string text) => new([.. text.Where(letter => !char.IsControl(letter)).Take(80)]);
}

/// <summary>What is to be proposed, before it is known where it is written.</summary>
/// <param name="App">The application, Kustomization or release that the object is part of.</param>
/// <param name="Summary">Of the plan.</param>
/// <param name="Why">Of the finding.</param>
internal sealed record ProposedChange(
    string IncidentId, string Cluster, string Action, string Tool, string? App, SoughtFields Sought, string Summary,
    string Why,
    DateTimeOffset At);

internal abstract record Proposal
{
    /// <param name="Diff">As <c>git apply</c> takes it.</param>
    public sealed record Ready(PullRequest Request, string Diff, ImmutableArray<string> Warnings) : Proposal;

    public sealed record None(string Why) : Proposal;
}

# PowerShell completion for rexctl: the program itself knows the words.
Register-ArgumentCompleter -Native -CommandName rexctl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $current = ''
  $words = @(foreach ($element in $commandAst.CommandElements) {
    $extent = $element.Extent
    if ($extent.StartOffset -ge $cursorPosition) { continue }
    if ($extent.EndOffset -ge $cursorPosition) {
      $current = $extent.Text.Substring(0, $cursorPosition - $extent.StartOffset)
    } elseif ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
      $element.Value
    } else {
      $extent.Text
    }
  })
  $text = [string]::Join([string][char]0, $words + @($current, $wordToComplete))
  $line = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($text))
  $program = $commandAst.GetCommandName()
  if (-not (Get-Command -Name $program -CommandType Application, ExternalScript -ErrorAction Ignore)) {
    $program = 'rexctl'
  }
  $found = @(& $program __complete powershell '--' $line 2> $null)
  # Nothing at all has PowerShell complete names of files.
  if ($found.Count -eq 0) { return '' }
  foreach ($answer in $found) {
    if ($answer.StartsWith('{')) {
      $word = $answer | ConvertFrom-Json
      [System.Management.Automation.CompletionResult]::new($word.text, $word.list, 'ParameterValue', $word.tip)
    }
  }
}
